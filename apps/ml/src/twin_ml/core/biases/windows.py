"""The last values of one kind, as the own yardstick of a person."""

import math
from bisect import bisect_left, insort
from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Interval, Len

from twin_ml.core.biases.exact import median_of_sorted, sum_in_order

SIZE_WINDOW = 30
OUTCOME_WINDOW = 50

Amount = Annotated[float, Interval(ge=-1e24, le=1e24)]
"""Far beyond any real amount, price or time, and far from overflow."""


@dataclass(slots=True)
class TrailingWindow:
    capacity: Annotated[int, Interval(ge=1, le=OUTCOME_WINDOW)]
    values: Annotated[list[Amount], Len(0, OUTCOME_WINDOW)] = field(default_factory=list)
    sorted: Annotated[list[Amount], Len(0, OUTCOME_WINDOW)] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Both lists travel with a state; only one of them can be believed.
        del self.values[: -self.capacity]
        self.sorted = sorted(self.values)

    def push(self, value: float) -> None:
        if len(self.values) == self.capacity:
            oldest = self.values.pop(0)
            del self.sorted[bisect_left(self.sorted, oldest)]
        self.values.append(value)
        insort(self.sorted, value)

    def mean(self, minimum: int) -> float | None:
        """In order of time; None below `minimum` values."""
        if len(self.values) < max(minimum, 1):
            return None
        return sum_in_order(self.values) / len(self.values)

    def median(self, minimum: int) -> float | None:
        return None if len(self.sorted) < max(minimum, 1) else median_of_sorted(self.sorted)

    def mad(self, minimum: int) -> float | None:
        """Median absolute deviation from the median."""
        centre = self.median(minimum)
        return None if centre is None else self._mad_around(centre)

    def robust_z(self, value: float, minimum: int, floor: float) -> float | None:
        """(value - median) / max(1.4826 MAD, floor): a spread below the floor counts as the floor."""
        centre = self.median(minimum)
        if centre is None:
            return None
        return (value - centre) / max(1.4826 * self._mad_around(centre), floor)

    def _mad_around(self, centre: float) -> float:
        return median_of_sorted(sorted([abs(value - centre) for value in self.sorted]))


PRIOR_EVENTS = 3
"""Pseudo-events of the Gamma prior: a ratio of few events stays near 1."""


@dataclass(slots=True)
class RiskCounts:
    """Own events and the exposure to them, inside a state and outside of it. Any unit of exposure."""

    events_in: Annotated[float, Interval(ge=0, le=1e12)] = 0
    exposure_in: Annotated[float, Interval(ge=0, le=1e18)] = 0
    events_out: Annotated[float, Interval(ge=0, le=1e12)] = 0
    exposure_out: Annotated[float, Interval(ge=0, le=1e18)] = 0

    def add(self, inside: bool, events: float, exposure: float) -> None:
        if inside:
            self.events_in += events
            self.exposure_in += exposure
        else:
            self.events_out += events
            self.exposure_out += exposure

    def expose(self, inside: float, outside: float) -> None:
        self.exposure_in += inside
        self.exposure_out += outside

    def ln_relative_risk(self) -> float | None:
        """ln (n1 + a) / (l0 E1 + a), l0 = n0 / E0; None without exposure inside and outside."""
        if self.exposure_in <= 0 or self.exposure_out <= 0:
            return None
        expected = self.events_out / self.exposure_out * self.exposure_in
        return math.log((self.events_in + PRIOR_EVENTS) / (expected + PRIOR_EVENTS))

    def ln_risk_from_pace(self, pace: float, prior_out: int) -> float:
        """The same, where the pace outside is `pace` until about `prior_out` events there say otherwise."""
        usual = (self.events_out + prior_out) / (self.exposure_out + prior_out / pace)
        return math.log((self.events_in + PRIOR_EVENTS) / (usual * self.exposure_in + PRIOR_EVENTS))
