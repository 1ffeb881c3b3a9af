"""Entries per UTC day against the own last 60 days."""

import math

from twin_ml.core.biases.exact import squares_around, sum_in_order
from twin_ml.core.biases.state import DayLimit, DayState

DAY_MS = 86_400_000
HISTORY_DAYS = 60
ACTIVE_MINIMUM = 14


def turn_to_day(days: DayState, ts: int) -> None:
    """Ends the running day when `ts` lies in a later one; the limits come from the days before."""
    day = ts // DAY_MS
    if day <= days.day:
        return
    if days.day >= 0:
        days.history.append((days.day, days.entries, days.decisions))
    while days.history and days.history[0][0] < day - HISTORY_DAYS:
        days.history.pop(0)
    days.day, days.entries, days.decisions = day, 0, 0
    counts = [entries for _, entries, _ in days.history if entries > 0]
    days.limit = count_limits(counts) if len(counts) >= ACTIVE_MINIMUM else None


def count_limits(counts: list[int]) -> DayLimit:
    """Mean, 95 % quantile and first count that is surprising (P(N >= n) < .01 and n >= mean + 3).

    Negative binomial with the counts' mean and sample variance; Poisson where they vary less than that.
    """
    mean = sum_in_order(counts) / len(counts)
    variance = squares_around(mean, counts) / (len(counts) - 1)
    size = mean * mean / (variance - mean) if variance > mean else None
    ln_mass = -mean if size is None else size * math.log(size / (size + mean))
    below = math.exp(ln_mass)
    quantile = 0 if below >= 0.95 else None
    n = 1
    while quantile is None or 1 - below >= 0.01 or n < mean + 3:
        ratio = mean / n if size is None else (n - 1 + size) / n * (mean / (mean + size))
        ln_mass += math.log(ratio)
        below += math.exp(ln_mass)
        if quantile is None and below >= 0.95:
            quantile = n
        n += 1
    return DayLimit(mean, quantile, n)
