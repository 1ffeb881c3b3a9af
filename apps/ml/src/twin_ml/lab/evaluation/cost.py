"""What the report says that a pattern cost, against the same person with the same dice but without it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from twin_ml.lab.cohort import Cohort, prepare
from twin_ml.lab.product import Analysis, analyse
from twin_ml.lab.simulator.account import PATTERNS
from twin_ml.lab.truth import judge_account

UNPRICED = ("break_even",)
"""Patterns that have no share of the cost."""


@dataclass(frozen=True)
class CostFigures:
    label: str
    accounts: int
    said: float
    true: float
    """Both over all accounts, in shares of what was bought."""
    covered: float
    """Share of the accounts whose interval holds the truth."""

    @property
    def error(self) -> float | None:
        return abs(self.said - self.true) / abs(self.true) if self.true else None


def cost_figures(cohort: Cohort) -> list[CostFigures]:
    people = {one.folder.name: one for one in analyse(prepare(cohort), is_full=True)}
    drives = {name: judge_account(one).drives for name, one in people.items()}
    return [
        _figures(label, cohort, {name: one for name, one in people.items() if label in drives[name]})
        for label in PATTERNS
        if label not in UNPRICED
    ]


def _figures(label: str, cohort: Cohort, people: dict[str, Analysis]) -> CostFigures:
    without = replace(cohort, name=f"{cohort.name}-without-{label}", without=label)
    calm = {one.folder.name: one for one in analyse(_of(prepare(without), people))}
    said = true = volume = 0.0
    covered = 0
    priced = [name for name, one in people.items() if one.reports[label]["cost"] is not None]
    for name in priced:
        cost = people[name].reports[label]["cost"]
        difference = calm[name].result - people[name].result
        said, true, volume = said + float(cost["value"]), true + difference, volume + people[name].bought
        low, high = cost["ciLow"], cost["ciHigh"]
        covered += low is not None and float(low) <= difference <= float(high)
    return CostFigures(
        label, len(priced), said / max(volume, 1), true / max(volume, 1), covered / max(1, len(priced))
    )


def _of(folders: Iterable[Path], people: dict[str, Analysis]) -> Sequence[Path]:
    return [folder for folder in folders if folder.name in people]
