"""Which people are simulated for what, and where their files lie. A cohort on disk is used again while the
simulator's source and the cohort's settings are the same."""

import hashlib
import json
import shutil
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from twin_ml.lab.coupled import live_coupled
from twin_ml.lab.places import CACHE, LAB, REAL_CANDLES, SIMULATOR
from twin_ml.lab.simulator.account import Account
from twin_ml.lab.simulator.baselines.registry import BASELINES, run_baseline
from twin_ml.lab.simulator.export import write_account, write_world
from twin_ml.lab.simulator.families import learner
from twin_ml.lab.simulator.families.registry import FAMILIES
from twin_ml.lab.simulator.person import Who, live
from twin_ml.lab.simulator.prices.bootstrap import read_real_hours
from twin_ml.lab.simulator.prices.world import Kind, World, make_world

PROCESSES = 2
PEOPLE_A_WORLD = 10


@dataclass(frozen=True)
class Cohort:
    name: str
    family: str
    """Of the people, or "clean" for the baselines."""
    seed: int
    size: int
    """People, or copies of every baseline."""
    kinds: tuple[Kind, ...] = ("garch", "factor")
    shift: float = 1.0
    """Of the baselines' lengths and thresholds."""
    without: str = ""
    is_coupled: bool = False
    """With clocks, so that lives with and without a pattern can be compared one by one."""

    @property
    def folder(self) -> Path:
        return CACHE / self.name

    def shortened(self) -> "Cohort":
        return replace(self, name=f"{self.name}-short", size=max(1, self.size // 3))


TRAINED_ON = Cohort("people-a", "a", 1_101, 300)
TRAINED_CLEAN = Cohort("clean-a", "clean", 1_201, 12)
CALIBRATED_ON = Cohort("people-b", "b", 2_101, 120)
CALIBRATED_COSTS = Cohort("people-b-costs", "b", 2_102, 100, is_coupled=True)
REPORTED_ON = Cohort("people-c", "c", learner.SEED, learner.ACCOUNTS)
REPORTED_CLEAN = Cohort("clean-c", "clean", 3_201, 16, shift=1.5)
REPORTED_COSTS = Cohort("people-c-costs", "c", learner.SEED + 2, 144, is_coupled=True)
REPORTED_REAL = Cohort("people-c-real", "c", learner.SEED + 1, 24, kinds=("bootstrap",))


def prepare(cohort: Cohort) -> list[Path]:
    """Folders of the cohort's accounts, in the order of their numbers."""
    digest = _digest(cohort)
    stamp = cohort.folder / "stamp.txt"
    if not stamp.exists() or stamp.read_text() != digest:
        shutil.rmtree(cohort.folder, ignore_errors=True)
        cohort.folder.mkdir(parents=True)
        numbers = range(0, cohort.size, PEOPLE_A_WORLD)
        with ProcessPoolExecutor(PROCESSES) as pool:
            names = [name for part in pool.map(_simulate, [(cohort, n) for n in numbers]) for name in part]
        (cohort.folder / "accounts.json").write_text(json.dumps(names))
        stamp.write_text(digest)
    return [cohort.folder / name for name in json.loads((cohort.folder / "accounts.json").read_text())]


def data_hash(folders: Iterable[Path]) -> str:
    """sha256 over the fills, labels and candles of the accounts."""
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.glob("*.csv")) + sorted((folder / "candles").glob("*.csv")):
            digest.update(f"{folder.name}/{file.name}\n".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _simulate(part: tuple[Cohort, int]) -> list[str]:
    """The people of one world."""
    cohort, first = part
    numbers = range(first, min(first + PEOPLE_A_WORLD, cohort.size))
    world = _world(cohort, first // PEOPLE_A_WORLD)
    candles = write_world(world, cohort.folder)
    return [_write(account, candles, cohort) for account in _accounts(cohort, world, numbers)]


def _world(cohort: Cohort, number: int) -> World:
    kind = cohort.kinds[number % len(cohort.kinds)]
    real = read_real_hours(REAL_CANDLES) if kind == "bootstrap" else None
    return make_world(kind, cohort.seed, number, real)


def _accounts(cohort: Cohort, world: World, numbers: Sequence[int]) -> Iterable[Account]:
    for number in numbers:
        if cohort.family == "clean":
            for name in BASELINES:
                yield run_baseline(name, world, cohort.seed, number, cohort.shift)
        else:
            who = Who(cohort.family, cohort.seed, number)
            life = live_coupled if cohort.is_coupled else live
            yield life(FAMILIES[cohort.family], who, world, cohort.without)


def _write(account: Account, candles: Path, cohort: Cohort) -> str:
    folder = write_account(account, candles, cohort.folder)
    truth = {
        "world": account.world,
        "drives": sorted(account.drives),
        "deeds": [(deed.ts, deed.symbol, deed.side, deed.labels, deed.posterior) for deed in account.deeds],
    }
    (folder / "truth.json").write_text(json.dumps(truth))
    return account.name


def _digest(cohort: Cohort) -> str:
    digest = hashlib.sha256(json.dumps(asdict(cohort)).encode())
    files = sorted(SIMULATOR.rglob("*.py")) + ([LAB / "coupled.py"] if cohort.is_coupled else [])
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()
