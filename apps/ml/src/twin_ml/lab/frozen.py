"""Family C is an exam: whatever its people are made of is frozen by hash before the first fit."""

import hashlib

from twin_ml.lab.places import SIMULATOR

FROZEN = SIMULATOR / "family-c.sha256"
OTHERS = (
    "baselines",
    "families/hazards.py",
    "families/salience.py",
    "families/registry.py",
    "proportional.py",
)
"""Parts of the simulator that no person of family C runs through."""


def frozen_hash() -> str:
    return FROZEN.read_text().strip()


def hash_of_family_c() -> str:
    """sha256 over the names and bytes of everything that makes the people of family C."""
    digest = hashlib.sha256()
    for file in sorted(SIMULATOR.rglob("*.py")):
        name = file.relative_to(SIMULATOR).as_posix()
        if not name.startswith(OTHERS):
            digest.update(f"{name}\n".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
