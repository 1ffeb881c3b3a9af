"""Entries per UTC day against the own last 60 days, the day of the week and the unrest of the markets."""

import math

from twin_ml.core.biases.exact import clip, sum_in_order
from twin_ml.core.biases.state import DayState, Unrest, UsualDay

DAY_MS = 86_400_000
HISTORY_DAYS = 60
ACTIVE_MINIMUM = 14
WEEKDAY_PRIOR = 4
"""Days at the overall mean that every day of the week begins with."""


def turn_to_day(days: DayState, ts: int) -> bool:
    """Ends the running day when `ts` lies in a later one. Returns whether a new one begins."""
    day = ts // DAY_MS
    if day <= days.day:
        return False
    if days.day >= 0:
        days.history.append((days.day, days.entries, days.decisions, mean_unrest(days, None)))
    while days.history and days.history[0][0] < day - HISTORY_DAYS:
        days.history.pop(0)
    days.day, days.entries, days.decisions, days.unrest = day, 0, 0, Unrest()
    past = [(at, entries, unrest) for at, entries, _, unrest in days.history if entries > 0]
    days.usual = learn_usual(past, day) if len(past) >= ACTIVE_MINIMUM else None
    return True


def note(days: DayState, is_entry: bool, unrest: float | None) -> None:
    days.decisions += 1
    days.entries += is_entry
    if unrest is not None:
        days.unrest.sum += unrest
        days.unrest.n += 1


def mean_unrest(days: DayState, now: float | None) -> float | None:
    """Of the running day's decisions; `now` is one that is not noted yet."""
    total, n = days.unrest.sum, days.unrest.n
    if now is not None:
        total, n = total + now, n + 1
    return total / n if n > 0 else None


def usual_entries(usual: UsualDay, unrest: float | None) -> float:
    return usual.mean * _reaction(usual.slope, usual.centre, unrest)


def upper_tail(n: int, mean: float, size: float) -> float:
    """P(N >= n) of the negative binomial with variance mean + mean^2 / size."""
    ln_mass = -size * math.log1p(mean / size)
    ln_odds = math.log(mean / (mean + size))
    below = 0.0
    for k in range(n):
        below += math.exp(ln_mass)
        ln_mass += math.log((k + size) / (k + 1)) + ln_odds
    return max(0.0, 1 - below)


def learn_usual(past: list[tuple[int, int, float | None]], day: int) -> UsualDay:
    """From (day, entries, unrest) of active days: mean, day of the week, reaction to unrest, spread."""
    n = len(past)
    mean = sum_in_order(entries for _, entries, _ in past) / n
    factors = []
    for weekday in range(7):
        own = [entries for at, entries, _ in past if at % 7 == weekday]
        factors.append((sum_in_order(own) / mean + WEEKDAY_PRIOR) / (len(own) + WEEKDAY_PRIOR))
    base = [mean * factors[at % 7] for at, _, _ in past]
    slope, centre = _line([(u, e / b - 1) for (_, e, u), b in zip(past, base, strict=True) if u is not None])
    expected = [b * _reaction(slope, centre, u) for (_, _, u), b in zip(past, base, strict=True)]
    # The sample variance beyond that of counts, relative to the square of the mean.
    beyond = sum_in_order(
        (e - x) * (e - x) * n / (n - 1) - x for (_, e, _), x in zip(past, expected, strict=True)
    )
    dispersion = max(0.0, beyond / sum_in_order(x * x for x in expected))
    # How badly so few days know their own mean counts as spread of a new day.
    unsure = (n / sum_in_order(expected) + dispersion) / n
    return UsualDay(mean * factors[day % 7], slope, centre, 1 / (dispersion + unsure))


def _line(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Slope and centre of relative counts over unrest, with a prior slope of 0 +- 1 (ridge)."""
    if len(points) < ACTIVE_MINIMUM:
        return 0.0, 0.0
    centre = sum_in_order(unrest for unrest, _ in points) / len(points)
    together = sum_in_order((unrest - centre) * relative for unrest, relative in points)
    squares = sum_in_order((unrest - centre) * (unrest - centre) for unrest, _ in points)
    noise = sum_in_order(relative * relative for _, relative in points) / len(points)
    weight = squares + noise
    return clip(together / weight, -2, 2) if weight > 0 else 0.0, centre


def _reaction(slope: float, centre: float, unrest: float | None) -> float:
    return 1.0 if unrest is None else math.exp(slope * clip(unrest - centre, -2, 2))
