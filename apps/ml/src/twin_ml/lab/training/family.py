"""One family of people under a model: its calibration, and how far rates of accounts lie off under that of
another family, as they may in people whom no family is like."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from twin_ml.lab.evaluation.rates import LEAST, dice_of, rate_error
from twin_ml.lab.simulator.chance import Floats
from twin_ml.lab.training.calibration import Knots, knots_of
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

    def squares_beyond(self, knots: Knots) -> list[float]:
        """By account: the squared error of its rate, less that of the dice."""
        said, drawn = self.said(knots), self.drawn()
        accounts = np.array([row.account for row in self.rows])
        return [
            rate_error(said[chosen], drawn[chosen]) ** 2 - dice_of(said[chosen]) ** 2
            for name in dict.fromkeys(accounts.tolist())
            if (chosen := accounts == name).sum() >= LEAST
        ]


def rate_spread(one: Family, other: Family) -> float:
    """How far the rate of an account lies off beyond the dice, root of the mean square: each family under the
    calibration of the other."""
    squares = one.squares_beyond(other.calibration()[0]) + other.squares_beyond(one.calibration()[0])
    return float(np.sqrt(max(0.0, float(np.mean(squares))))) if squares else 0.0
