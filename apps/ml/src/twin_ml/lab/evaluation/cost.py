"""What the report says that a pattern cost, against the same person with the same dice but without it."""

import math
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
class Life:
    """One person with and without the pattern, in shares of what was bought: so that no rich one decides."""

    has_pattern: bool
    is_told: bool
    """Whether the report has a cost; 0 is said where it has none."""
    said: float
    alone: float
    """What is said of leaving out this pattern alone, which is what the truth is; `said` is its share."""
    true: float
    """0 for someone who does not have the pattern: without it the life is the same."""
    said_fees: float
    alone_fees: float
    true_fees: float | None
    """None where some fees were paid in coins."""
    strain: float
    """Distance of share and truth over the interval's reach on that side; infinite without an interval."""

    @property
    def is_covered(self) -> bool:
        return self.strain <= 1


@dataclass(frozen=True)
class CostFigures:
    """Means over the lives of one label."""

    label: str
    lives: Sequence[Life]
    everyone: Sequence[Life]
    """Also those to whom the report gives a cost and who do not have the pattern."""

    @property
    def told(self) -> int:
        return sum(life.is_told for life in self.lives)

    @property
    def said(self) -> float:
        return _mean([life.said for life in self.lives])

    @property
    def alone(self) -> float:
        return _mean([life.alone for life in self.lives])

    @property
    def true(self) -> float:
        return _mean([life.true for life in self.lives])

    @property
    def doubt(self) -> float:
        """Standard error of the difference of what is said of the pattern alone and the truth, by life."""
        differences = [life.alone - life.true for life in self.lives]
        return stdev(differences) / len(differences) ** 0.5 if len(differences) > 1 else 0.0

    @property
    def distance(self) -> tuple[float, float]:
        """Mean distance of the same in one life, and the mean size of the truth."""
        return (
            _mean([abs(life.alone - life.true) for life in self.lives]),
            _mean([abs(life.true) for life in self.lives]),
        )

    @property
    def covered(self) -> float:
        return _mean([float(life.is_covered) for life in self.lives if life.is_told])

    @property
    def covered_of_everyone(self) -> float:
        return _mean([float(life.is_covered) for life in self.everyone if life.is_told])

    def fees(self, *, is_everyone: bool) -> tuple[float, float, float]:
        """The share, alone, and true, of those who pay all fees in the quote currency."""
        some = self.everyone if is_everyone else self.lives
        direct = [life for life in some if life.true_fees is not None]
        return (
            _mean([life.said_fees for life in direct]),
            _mean([life.alone_fees for life in direct]),
            _mean([life.true_fees or 0.0 for life in direct]),
        )


def cost_figures(cohort: Cohort) -> list[CostFigures]:
    people = {one.folder.name: one for one in analyse(prepare(cohort), is_full=True)}
    drives = {name: judge_account(one).drives for name, one in people.items()}
    return [
        _figures(label, cohort, people, [name for name in people if label in drives[name]])
        for label in PATTERNS
        if label not in UNPRICED
    ]


def _figures(label: str, cohort: Cohort, people: dict[str, Analysis], having: Sequence[str]) -> CostFigures:
    without = replace(cohort, name=f"{cohort.name}-without-{label}", without=label)
    calm = {one.folder.name: one for one in analyse(_of(prepare(without), having))}
    everyone = [
        _life(one, calm.get(name), one.reports[label]["cost"])
        for name, one in people.items()
        if name in calm or one.reports[label]["cost"] is not None
    ]
    return CostFigures(label, [life for life in everyone if life.has_pattern], everyone)


UNTOLD: dict[str, Any] = {"value": 0, "fees": 0, "alone": {"value": 0, "fees": 0}, "ciLow": None}


def _life(person: Analysis, calm: Analysis | None, told: dict[str, Any] | None) -> Life:
    bought = max(person.bought, 1.0)
    other = calm or person
    true = other.result - person.result
    cost = told or UNTOLD
    return Life(
        has_pattern=calm is not None,
        is_told=told is not None,
        said=float(cost["value"]) / bought,
        alone=float(cost["alone"]["value"]) / bought,
        true=true / bought,
        said_fees=float(cost["fees"]) / bought,
        alone_fees=float(cost["alone"]["fees"]) / bought,
        true_fees=None if person.fees is None or other.fees is None else (person.fees - other.fees) / bought,
        strain=_strain(true, cost),
    )


def _strain(true: float, cost: dict[str, Any]) -> float:
    if cost["ciLow"] is None:
        return math.inf
    said = float(cost["value"])
    reach = float(cost["ciHigh"]) - said if true > said else said - float(cost["ciLow"])
    return abs(true - said) / reach if reach > 0 else math.inf


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _of(folders: Iterable[Path], names: Sequence[str]) -> Sequence[Path]:
    return [folder for folder in folders if folder.name in names]
