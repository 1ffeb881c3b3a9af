"""How a person holds and leaves positions in falls: what every standard deviation of one adds to the own pace
of exits."""

import math
from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Interval, Len

STEP, LAST_STEP = 0.5, 8
"""Standard deviations of one step of a fall, and the step that all larger falls count as."""
RESPONSES = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)
"""Excess relative risks for each standard deviation that are thought possible: half of all people have
none."""
_PRIOR_BARS = 20
"""Gamma prior of the own pace on either side of the cost: one exit in so many bars."""

Bars = Annotated[int, Interval(ge=0, le=1_000_000_000_000)]
Exits = Annotated[int, Interval(ge=0, le=1_000_000_000)]


@dataclass(slots=True)
class HeldBars:
    """On one side of the own cost."""

    bars: Bars = 0
    steps: Bars = 0
    """Of all the bars' falls together."""
    exits: Exits = 0

    def ln_exposure(self, response: float) -> float:
        """What the unknown pace leaves of the likelihood once it is integrated out."""
        return (self.exits + 1) * math.log(_PRIOR_BARS + self.bars + response * STEP * self.steps)


@dataclass(slots=True)
class FallCounts:
    in_gain: HeldBars = field(default_factory=HeldBars)
    in_loss: HeldBars = field(default_factory=HeldBars)
    exits: Annotated[list[Exits], Len(LAST_STEP + 1, LAST_STEP + 1)] = field(
        default_factory=lambda: [0] * (LAST_STEP + 1)
    )
    """By the step of the fall that they were made in."""

    def add_exit(self, is_gain: bool, step: int) -> None:
        side = self.in_gain if is_gain else self.in_loss
        side.exits += 1
        self.exits[step] += 1

    def response(self) -> float | None:
        """Posterior mean of b in pace * (1 + b * fall), the linear excess relative risk of epidemiology (BEIR
        VII), the pace being the person's own on either side of the cost; None before the first bar."""
        if self.in_gain.bars + self.in_loss.bars == 0:
            return None
        logs = [self._ln_posterior(response) for response in RESPONSES]
        most = max(logs)
        total = mean = 0.0
        for response, log in zip(RESPONSES, logs, strict=True):
            weight = math.exp(log - most)
            total += weight
            mean += weight * response
        return mean / total

    def _ln_posterior(self, response: float) -> float:
        log = math.log(0.1 if response else 0.5)
        for step, exits in enumerate(self.exits):
            log += exits * math.log(1 + response * STEP * step)
        return log - self.in_gain.ln_exposure(response) - self.in_loss.ln_exposure(response)


def step_of(fall: float) -> int:
    """Of a fall in standard deviations, the largest of all horizons."""
    return min(LAST_STEP, math.floor(max(0.0, fall) / STEP + 0.5))
