"""Indicators with TA-Lib's conventions (unstable period 0).

Every function takes one-dimensional float64 arrays of equal length, oldest bar first, and returns an array of the
same length whose warm-up is NaN. Written from the definitions, independently of the TypeScript engine.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

Series = NDArray[np.float64]


def sma(values: Series, period: int) -> Series:
    """Simple moving average; first value at index period - 1."""
    return _window_moments(values, period)[0]


def wma(values: Series, period: int) -> Series:
    """Weighted moving average, weights 1..period with the newest heaviest; first value at index period - 1."""
    out = _nan_like(values)
    if len(values) >= period:
        weights = np.arange(period, 0, -1, dtype=np.float64)
        out[period - 1 :] = np.convolve(values, weights, mode="valid") / weights.sum()
    return out


def ema(values: Series, period: int) -> Series:
    """Exponential moving average seeded with the simple mean of the first period values, k = 2 / (period + 1)."""
    return _ema_from(values, period, 0)


def rsi(close: Series, period: int = 14) -> Series:
    """Wilder's relative strength index, 0..100; first value at index period; 0 where nothing moved at all."""
    out = _nan_like(close)
    if len(close) <= period:
        return out
    change = np.diff(close)
    gain = _wilder(np.maximum(change, 0.0), period)
    total = _wilder(np.abs(change), period)
    out[period:] = 100 * np.divide(gain, total, out=np.zeros_like(gain), where=total > 0)
    return out


def true_range(high: Series, low: Series, close: Series) -> Series:
    """Largest of high - low and the distances of high and low to the close before; first value at index 1."""
    out = _nan_like(close)
    before = close[:-1]
    out[1:] = np.maximum(high[1:] - low[1:], np.maximum(np.abs(high[1:] - before), np.abs(low[1:] - before)))
    return out


def atr(high: Series, low: Series, close: Series, period: int = 14) -> Series:
    """Wilder's average true range; first value at index period = mean of the true ranges 1..period."""
    out = _nan_like(close)
    if len(close) > period:
        out[period:] = _wilder(true_range(high, low, close)[1:], period)
    return out


def natr(high: Series, low: Series, close: Series, period: int = 14) -> Series:
    """Average true range in per cent of the close."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return 100 * atr(high, low, close, period) / close


def stddev(values: Series, period: int) -> Series:
    """Population standard deviation (divide by period); first value at index period - 1."""
    return _window_moments(values, period)[1]


def bollinger(
    close: Series, period: int = 20, deviations: float = 2.0
) -> tuple[Series, Series, Series, Series]:
    """Upper, middle and lower band and %B; %B is .5 where the bands meet."""
    middle, sd = _window_moments(close, period)
    reach = deviations * sd
    upper, lower = middle + reach, middle - reach
    width = upper - lower
    with np.errstate(divide="ignore", invalid="ignore"):
        percent_b = np.where(width == 0, 0.5, (close - lower) / width)
    percent_b[np.isnan(middle)] = np.nan
    return upper, middle, lower, percent_b


def macd(close: Series, fast: int = 12, slow: int = 26, signal: int = 9) -> tuple[Series, Series, Series]:
    """MACD line, its signal and the difference; all three begin at index slow + signal - 2."""
    line = _ema_from(close, fast, slow - fast) - ema(close, slow)
    signal_line = _nan_like(close)
    first = slow - 1
    if len(close) > first:
        signal_line[first:] = ema(line[first:], signal)
    line = np.where(np.isnan(signal_line), np.nan, line)
    return line, signal_line, line - signal_line


def _nan_like(values: Series) -> Series:
    return np.full(len(values), np.nan)


_BLOCK = 8192


def _window_moments(values: Series, period: int) -> tuple[Series, Series]:
    """Mean and population standard deviation of each window.

    Block by block around the block's first value, so that squares of large prices do not cancel and no rounding is
    carried from one end of the series to the other, as a running sum would.
    """
    mean, sd = _nan_like(values), _nan_like(values)
    ones = np.ones(period)
    for start in range(0, len(values) - period + 1, _BLOCK):
        block = values[start : start + _BLOCK + period - 1]
        level = block[0]
        centred = block - level
        means = np.convolve(centred, ones, mode="valid") / period
        variance = np.convolve(centred * centred, ones, mode="valid") / period - means * means
        place = slice(start + period - 1, start + period - 1 + len(means))
        mean[place] = level + means
        sd[place] = np.sqrt(np.maximum(variance, 0.0))
    return mean, sd


def _wilder(values: Series, period: int) -> Series:
    """Smoothing (previous * (period - 1) + new) / period, seeded with the mean of the first period values."""
    return _recursive(values, period, 1 / period)


def _ema_from(values: Series, period: int, start: int) -> Series:
    out = _nan_like(values)
    if len(values) >= start + period:
        out[start + period - 1 :] = _recursive(values[start:], period, 2 / (period + 1))
    return out


def _recursive(values: Series, period: int, weight: float) -> Series:
    """y = y + weight * (x - y) from index period - 1 on, where y is the mean of the first period values."""
    seed = values[:period].sum() / period
    keep = 1 - weight
    rest, _ = lfilter([weight], [1.0, -keep], values[period:], zi=np.array([keep * seed]))
    return np.concatenate(([seed], rest))
