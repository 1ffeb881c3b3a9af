"""What a simulated person leaves behind: fills, and for every act its true cause."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from twin_ml.lab.simulator.venue import Fill, Side

PATTERNS = (
    "fomo_chase",
    "panic_sell",
    "revenge_trade",
    "overtrading",
    "averaging_down",
    "early_exit",
    "size_drift",
    "break_even",
)

ActKind = Literal["open", "add", "exit"]


@dataclass(slots=True, frozen=True)
class Deed:
    """One order and why it was given."""

    ts: int
    """Of its first fill."""
    symbol: str
    side: Side
    kind: ActKind
    labels: tuple[str, ...]
    """The pattern that caused it, and size_drift where that made its size; empty for what was planned."""
    posterior: Mapping[str, float]
    """Probability of each pattern given everything but the dice: what no detector can beat."""


@dataclass(slots=True)
class Account:
    name: str
    family: str
    world: str
    drives: frozenset[str]
    """The patterns this person has at all."""
    fills: list[Fill] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
