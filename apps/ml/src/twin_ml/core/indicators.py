"""Indicators with TA-Lib's conventions (unstable period 0).

Every function takes one-dimensional float64 arrays of equal length, oldest bar first, and returns an array
of the same length whose warm-up is NaN. Written from the definitions, independently of the TypeScript engine.

Long series are worked through in blocks that fit the processor's cache: fresh memory for every intermediate
result would cost more than the arithmetic.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

Series = NDArray[np.float64]


def sma(values: Series, period: int) -> Series:
    """Simple moving average; first value at index period - 1."""
    out = _warm_up(values, period - 1)
    for level, centred, place in _windows(values, period):
        mean = _window_sums(centred, period)
        mean *= 1 / period
        np.add(mean, level, out=out[place])
    return out


def wma(values: Series, period: int) -> Series:
    """Weighted moving average, weights 1..period, the newest heaviest; first value at index period - 1."""
    out = _warm_up(values, period - 1)
    if len(values) >= period:
        weights = np.arange(period, 0, -1, dtype=np.float64)
        out[period - 1 :] = np.convolve(values, weights, mode="valid") / weights.sum()
    return out


def ema(values: Series, period: int) -> Series:
    """Exponential moving average from the simple mean of the first period values, k = 2 / (period + 1)."""
    return _ema_from(values, period, 0)


def rsi(close: Series, period: int = 14) -> Series:
    """Wilder's relative strength index, 0..100; first value at index period; 0 where nothing moved at all."""
    out = _warm_up(close, period)
    if len(close) <= period:
        return out
    first = np.diff(close[: period + 1])
    gains = _Smoothing(1 / period, 100 * float(np.maximum(first, 0.0).sum() / period), scale=100)
    moves = _Smoothing(1 / period, float(np.abs(first).sum() / period))
    out[period] = gains.value / moves.value if moves.value > 0 else 0.0
    for place in _blocks(period + 1, len(close)):
        change = close[place] - close[place.start - 1 : place.stop - 1]
        total = moves.through(np.abs(change))
        gain = gains.through(np.maximum(change, 0.0, out=change))
        if total.min() <= 0:
            still = total <= 0
            total[still] = 1.0
            gain[still] = 0.0
        np.divide(gain, total, out=out[place])
    return out


def true_range(high: Series, low: Series, close: Series) -> Series:
    """Largest of high - low and the distances of both to the close before; first value at index 1."""
    out = _warm_up(close, 1)
    if len(close) > 1:
        out[1:] = _true_ranges(high, low, close, slice(1, len(close)))
    return out


def atr(high: Series, low: Series, close: Series, period: int = 14) -> Series:
    """Wilder's average true range; first value at index period = mean of the true ranges 1..period."""
    out = _warm_up(close, period)
    if len(close) <= period:
        return out
    first = _true_ranges(high, low, close, slice(1, period + 1))
    average = _Smoothing(1 / period, float(first.sum() / period))
    out[period] = average.value
    for place in _blocks(period + 1, len(close)):
        out[place] = average.through(_true_ranges(high, low, close, place))
    return out


def natr(high: Series, low: Series, close: Series, period: int = 14) -> Series:
    """Average true range in per cent of the close."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return 100 * atr(high, low, close, period) / close


def stddev(values: Series, period: int) -> Series:
    """Population standard deviation (divide by period); first value at index period - 1."""
    out = _warm_up(values, period - 1)
    for _, centred, place in _windows(values, period):
        _, out[place] = _moments(centred, period)
    return out


def bollinger(close: Series, period: int = 20, deviations: float = 2.0) -> tuple[Series, Series, Series]:
    """Upper, middle and lower band: mean and mean +- deviations population standard deviations."""
    upper, middle, lower = (_warm_up(close, period - 1) for _ in range(3))
    for level, centred, place in _windows(close, period):
        mean, reach = _moments(centred, period)
        mean += level
        reach *= deviations
        middle[place] = mean
        np.add(mean, reach, out=upper[place])
        np.subtract(mean, reach, out=lower[place])
    return upper, middle, lower


def percent_b(close: Series, upper: Series, lower: Series) -> Series:
    """Where the close lies between the bands: 0 at the lower, 1 at the upper, .5 where they meet."""
    width = upper - lower
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(width == 0, 0.5, (close - lower) / width)


def macd(close: Series, fast: int = 12, slow: int = 26, signal: int = 9) -> tuple[Series, Series, Series]:
    """MACD line, its signal and the difference; all three begin at index slow + signal - 2."""
    line = _ema_from(close, fast, slow - fast) - ema(close, slow)
    first = slow - 1
    signal_line = _warm_up(close, first)
    if len(close) > first:
        signal_line[first:] = ema(line[first:], signal)
    line = np.where(np.isnan(signal_line), np.nan, line)
    return line, signal_line, line - signal_line


_BLOCK = 32_768


def _warm_up(values: Series, first: int) -> Series:
    """Room for as many results, those before the first one NaN; the caller writes all others."""
    out = np.empty(len(values))
    out[:first] = np.nan
    return out


def _blocks(start: int, stop: int) -> Iterator[slice]:
    for begin in range(start, stop, _BLOCK):
        yield slice(begin, min(begin + _BLOCK, stop))


def _windows(values: Series, period: int) -> Iterator[tuple[float, Series, slice]]:
    """Per block its first value, the values around it, and where the results belong.

    Around a value of their own neighbourhood squares of large prices do not cancel.
    """
    for place in _blocks(period - 1, len(values)):
        level = float(values[place.start - period + 1])
        yield level, values[place.start - period + 1 : place.stop] - level, place


def _window_sums(values: Series, period: int) -> Series:
    """Sum of each window, from sums of 1, 2, 4, 8 … neighbours.

    No rounding is carried from one end of the series to the other, as a running sum would.
    """
    windows = len(values) - period + 1
    total: Series | None = None
    part, width, offset = values, 1, 0
    while width <= period:
        if period & width:
            piece = part[offset : offset + windows]
            total = piece.copy() if total is None else np.add(total, piece, out=total)
            offset += width
        if width * 2 <= period:
            part = part[:-width] + part[width:]
        width *= 2
    return values[:0] if total is None else total


def _moments(values: Series, period: int) -> tuple[Series, Series]:
    """Mean and population standard deviation of each window of values that are near 0."""
    mean = _window_sums(values, period)
    mean *= 1 / period
    variance = _window_sums(values * values, period)
    variance *= 1 / period
    square = mean * mean
    variance -= square
    square *= _CANCELS_BELOW
    unsure = np.flatnonzero(variance <= square)
    if len(unsure) > 0:
        windows = np.lib.stride_tricks.sliding_window_view(values, period)[unsure]
        around = windows - windows[:, :1]
        around -= around.mean(axis=1, keepdims=True)
        variance[unsure] = np.einsum("ij,ij->i", around, around) / period
    np.sqrt(variance, out=variance)
    return mean, variance


_CANCELS_BELOW = 1e-6
"""A variance this far below the squared mean has lost digits and is taken from the window itself."""


def _true_ranges(high: Series, low: Series, close: Series, place: slice) -> Series:
    before = close[place.start - 1 : place.stop - 1]
    top = np.maximum(high[place], before)
    top -= np.minimum(low[place], before)
    return top


def _ema_from(values: Series, period: int, start: int) -> Series:
    first = start + period - 1
    out = _warm_up(values, first)
    if len(values) <= first:
        return out
    average = _Smoothing(2 / (period + 1), float(values[start : first + 1].sum() / period))
    out[first] = average.value
    for place in _blocks(first + 1, len(values)):
        out[place] = average.through(values[place])
    return out


_GROUP = 8


class _Smoothing:
    """y = y + weight * (scale * x - y), continued from block to block.

    A recursion waits for itself at every step, so it runs over groups of values only: within a group the part
    that the group's own values contribute is computed for all groups at once.
    """

    def __init__(self, weight: float, seed: float, scale: float = 1) -> None:
        self.value = seed
        self._feed = weight * scale
        self._keep = 1 - weight

    def through(self, block: Series) -> Series:
        out = np.empty(len(block))
        whole = len(block) - len(block) % _GROUP
        if whole > 0:
            self._groups(block[:whole].reshape(-1, _GROUP), out[:whole].reshape(-1, _GROUP))
        for index in range(whole, len(block)):
            self.value = self._keep * self.value + self._feed * float(block[index])
            out[index] = self.value
        return out

    def _groups(self, values: NDArray[np.float64], out: NDArray[np.float64]) -> None:
        own = values[:, 0] * self._feed
        out[:, 0] = own
        for place in range(1, _GROUP):
            own = own * self._keep + values[:, place] * self._feed
            out[:, place] = own
        decay = self._keep**_GROUP
        ends, _ = lfilter([1.0], [1.0, -decay], own, zi=[decay * self.value])
        before = np.concatenate(([self.value], ends[:-1]))
        for place in range(_GROUP - 1):
            out[:, place] += before * self._keep ** (place + 1)
        out[:, _GROUP - 1] = ends
        self.value = float(ends[-1])
