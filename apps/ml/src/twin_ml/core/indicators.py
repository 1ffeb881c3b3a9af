"""Indicators with TA-Lib's conventions (unstable period 0).

Every function takes one-dimensional float64 arrays of equal length, oldest bar first, and returns an array
of the same length whose warm-up is NaN. Written from the definitions, independently of the TypeScript engine.

Long series are worked through in blocks that fit the processor's cache: fresh memory for every intermediate
result would cost more than the arithmetic.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]


def sma(values: Series, period: int) -> Series:
    """Simple moving average; first value at index period - 1."""
    out = _warm_up(values, period - 1)
    for level, centred, place in _windows(values, period):
        np.add(_window_sums(centred, period) * (1 / period), level, out=out[place])
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
    gain, move = np.maximum(first, 0.0).sum() / period, np.abs(first).sum() / period
    out[period] = 100 * gain / move if move > 0 else 0.0
    smoothing, last = _Smoothing(1 / period), complex(gain, move)
    for place in smoothing.blocks(period + 1, len(close)):
        change = smoothing.grown(close[place] - close[place.start - 1 : place.stop - 1])
        # Gains and moves as the two parts of a complex number: both are summed in one go.
        sums = np.empty(len(change), np.complex128)
        np.maximum(change, 0.0, out=sums.real)
        np.abs(change, out=sums.imag)
        last = complex(smoothing.add_up(sums, last))
        if sums[0].imag <= 0:
            sums[sums.imag <= 0] = 1j
        # Sums of the same moment lack the same decay.
        rsi_here = np.divide(sums.real, sums.imag, out=out[place])
        rsi_here *= 100
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
    average = float(_true_ranges(high, low, close, slice(1, period + 1)).sum() / period)
    out[period] = average
    smoothing = _Smoothing(1 / period)
    for place in smoothing.blocks(period + 1, len(close)):
        average = smoothing.write(_true_ranges(high, low, close, place), average, out[place])
    return out


def natr(high: Series, low: Series, close: Series, period: int = 14) -> Series:
    """Average true range in per cent of the close."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return 100 * atr(high, low, close, period) / close


def stddev(values: Series, period: int) -> Series:
    """Population standard deviation (divide by period); first value at index period - 1."""
    out = _warm_up(values, period - 1)
    for _, centred, place in _windows(values, period):
        _, out[place] = _moments(centred, period, 1.0)
    return out


def bollinger(close: Series, period: int = 20, deviations: float = 2.0) -> tuple[Series, Series, Series]:
    """Upper, middle and lower band: mean and mean +- deviations population standard deviations."""
    upper, middle, lower = (_warm_up(close, period - 1) for _ in range(3))
    for level, centred, place in _windows(close, period):
        mean, reach = _moments(centred, period, deviations)
        mean += level
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


def _blocks(start: int, stop: int, size: int = _BLOCK) -> Iterator[slice]:
    for begin in range(start, stop, size):
        yield slice(begin, min(begin + size, stop))


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
            total = piece if total is None else total + piece
            offset += width
        if width * 2 <= period:
            part = part[:-width] + part[width:]
        width *= 2
    return values[:0] if total is None else total


def _moments(values: Series, period: int, deviations: float) -> tuple[Series, Series]:
    """Mean and so many population standard deviations of each window of values that are near 0."""
    sums = _window_sums(values, period)
    mean = sums * (1 / period)
    # Sum of the squared distances = sum of the squares - sum * mean.
    spread = _window_sums(values * values, period)
    square = sums * mean
    spread -= square
    square *= _CANCELS_BELOW
    unsure = np.flatnonzero(spread <= square)
    if len(unsure) > 0:
        windows = np.lib.stride_tricks.sliding_window_view(values, period)[unsure]
        around = windows - windows[:, :1]
        around -= around.mean(axis=1, keepdims=True)
        spread[unsure] = np.einsum("ij,ij->i", around, around)
    spread *= deviations * deviations / period
    np.sqrt(spread, out=spread)
    return mean, spread


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
    average = float(values[start : first + 1].sum() / period)
    out[first] = average
    smoothing = _Smoothing(2 / (period + 1))
    for place in smoothing.blocks(first + 1, len(values)):
        average = smoothing.write(values[place], average, out[place])
    return out


_LN_GROWTH = 460.0
"""e to this is 1e200: what a block's values are multiplied by stays far from overflow."""


class _Smoothing:
    """y = y + weight * (x - y), for a weight below 1.

    A recursion waits for itself at every step. Multiplied by what its decay will take away again, the
    values of a block only have to be summed; the latest count by far the most, so no digits are lost.
    """

    def __init__(self, weight: float) -> None:
        keep = 1 - weight
        self._size = min(_BLOCK // 4, int(_LN_GROWTH / -math.log(keep)))
        self._decay = keep ** np.arange(1.0, self._size + 1)
        self._growth = weight / self._decay

    def blocks(self, start: int, stop: int) -> Iterator[slice]:
        return _blocks(start, stop, self._size)

    def grown(self, values: Series) -> Series:
        return values * self._growth[: len(values)]

    def add_up(self, grown: NDArray[Any], before: complex) -> Any:
        """Makes of a block's grown values its averages, without their decay. Returns the last with it."""
        grown[0] += before
        np.add.accumulate(grown, out=grown)
        return grown[-1] * self._decay[len(grown) - 1]

    def write(self, values: Series, before: float, out: Series) -> float:
        """The averages of a block that follow the one before it, into `out`. Returns the last."""
        sums = self.grown(values)
        last = float(self.add_up(sums, before))
        np.multiply(sums, self._decay[: len(sums)], out=out)
        return last
