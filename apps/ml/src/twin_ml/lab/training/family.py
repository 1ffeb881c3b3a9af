"""One family of people under a model: its calibration, and how far rates of accounts lie off under that of
another family, as they may in people whom no family is like."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from twin_ml.lab.evaluation.metrics import Z95
from twin_ml.lab.evaluation.rates import LEAST, dice_of, rate_error
from twin_ml.lab.simulator.chance import Floats
from twin_ml.lab.training.calibration import Knots, knots_of
from twin_ml.lab.training.conformal import held_by_most
from twin_ml.lab.truth import Row


@dataclass(frozen=True)
class Family:
    rows: Sequence[Row]
    """All decisions in which the label could be, also those that a gate ruled out."""
    raw: Floats
    """Of those that were weighed."""

    def calibration(self) -> tuple[Knots, str]:
        weighed = [row for row in self.rows if row.measured is not None]
        soft = np.array([row.posterior for row in weighed])
        return knots_of(self.raw, soft, sum(row.is_true for row in weighed))

    def said(self, knots: Knots) -> Floats:
        """By decision; 0 for what was ruled out."""
        said = np.zeros(len(self.rows))
        said[[row.measured is not None for row in self.rows]] = np.interp(self.raw, *np.array(knots).T)
        return said

    def drawn(self) -> Floats:
        return np.array([float(row.is_true) for row in self.rows])

    def spreads(self, knots: Knots) -> list[float]:
        """By account: the standard deviation beyond the dice with which its rate's interval just holds."""
        said, drawn = self.said(knots), self.drawn()
        accounts = np.array([row.account for row in self.rows])
        return [
            _beyond(rate_error(said[chosen], drawn[chosen]), dice_of(said[chosen]))
            for name in dict.fromkeys(accounts.tolist())
            if (chosen := accounts == name).sum() >= LEAST
        ]


def rate_spread(one: Family, other: Family) -> float:
    """How far the rate of an account lies off beyond the dice, so that its interval holds 95 of 100 accounts,
    each family's under the calibration of the other."""
    return held_by_most(one.spreads(other.calibration()[0]) + other.spreads(one.calibration()[0]))


def _beyond(error: float, dice: float) -> float:
    return math.sqrt(max(0.0, (error / Z95) ** 2 - dice**2))
