"""What the report says that a pattern cost, against the same person with the same dice but without it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import stdev
from typing import Any

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
    """Means over accounts, in shares of what was bought."""
    doubt: float
    """Standard error of the difference of both, from account to account."""
    said_fees: float
    true_fees: float
    """Of the accounts whose fees are all in the quote currency."""
    covered: float
    """Share of the accounts whose interval holds the truth."""

    @property
    def error(self) -> float | None:
        return abs(self.said - self.true) / abs(self.true) if self.true else None

    @property
    def fee_error(self) -> float | None:
        return abs(self.said_fees - self.true_fees) / abs(self.true_fees) if self.true_fees else None


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
    lives = [
        _life(one, calm[name], one.reports[label]["cost"])
        for name, one in people.items()
        if one.reports[label]["cost"] is not None
    ]
    direct = [life for life in lives if life.true_fees is not None]
    return CostFigures(
        label=label,
        accounts=len(lives),
        said=_mean([life.said for life in lives]),
        true=_mean([life.true for life in lives]),
        doubt=stdev([life.said - life.true for life in lives]) / len(lives) ** 0.5 if len(lives) > 1 else 0.0,
        said_fees=_mean([life.said_fees for life in direct]),
        true_fees=_mean([life.true_fees or 0.0 for life in direct]),
        covered=_mean([float(life.is_covered) for life in lives]),
    )


@dataclass(frozen=True)
class Life:
    """One person with and without the pattern, in shares of what was bought: so that no rich one decides."""

    said: float
    true: float
    said_fees: float
    true_fees: float | None
    is_covered: bool


def _life(person: Analysis, calm: Analysis, cost: dict[str, Any]) -> Life:
    bought = max(person.bought, 1.0)
    true = calm.result - person.result
    low, high = cost["ciLow"], cost["ciHigh"]
    return Life(
        said=float(cost["value"]) / bought,
        true=true / bought,
        said_fees=float(cost["fees"]) / bought,
        true_fees=None if person.fees is None or calm.fees is None else (person.fees - calm.fees) / bought,
        is_covered=low is not None and float(low) <= true <= float(high),
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _of(folders: Iterable[Path], people: dict[str, Analysis]) -> Sequence[Path]:
    return [folder for folder in folders if folder.name in people]
