"""Closed bars: prepared once for a whole series, asked at the moment of a decision."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from twin_ml.core import indicators
from twin_ml.core.biases.sessions import MISSING_MOST, Begins, is_stale, open_time
from twin_ml.core.indicators import Series

HOUR_MS = 3_600_000
BAND_BARS = 20
DAY_BARS = 24
SPIKE_Z = 1.0
DIP_Z = 1.5
PAR = 0.005
"""Nearer to 1 than this a close is a conversion of money."""


class Bars:
    """One series, hourly where the candles are that fine, else as it is with daily horizons."""

    def __init__(self, granularity_ms: int, ts: Series, high: Series, low: Series, close: Series) -> None:
        if granularity_ms < HOUR_MS:
            ts, high, low, close = _hourly(ts, high, low, close)
        self.step_ms = max(granularity_ms, HOUR_MS)
        is_intraday = granularity_ms <= HOUR_MS
        self.horizons = (1, 6, 24) if is_intraday else (1, 3, 5)
        self.window = 168 if is_intraday else 60
        self.high, self.low = high, low
        begins = ts.astype(np.int64)
        self.ts: list[int] = begins.tolist()
        self.close: list[float] = close.tolist()
        self.closes, self.ranges = close, indicators.atr(high, low, close, 14)
        self.rsi14: list[float] = indicators.rsi(close, 14).tolist()
        self.atr14: list[float] = self.ranges.tolist()
        self.atr24: list[float] = indicators.atr(high, low, close, 24).tolist()
        self.ema20: list[float] = indicators.ema(close, 20).tolist()
        self.ema100: list[float] = indicators.ema(close, 100).tolist()
        self._measure_unrest(open_time(begins, self.step_ms))
        self._count_states()

    def _measure_unrest(self, clock: Begins) -> None:
        """What z-scores are divided by at every bar, and how restless it is against before; NaN: none."""
        span, window = self.horizons[2], self.window
        changes = _ln_returns(self.close)
        usual = _variances(changes, window)
        spreads: list[list[float]] = []
        for h in self.horizons:
            spread = np.full(len(usual), np.nan)
            spread[window + h :] = np.sqrt(usual[window:-h] * h)
            across_gap = clock[h:] - clock[:-h] > (h + MISSING_MOST) * self.step_ms
            spread[h:][across_gap] = np.nan
            spreads.append(spread.tolist())
        self.spreads = spreads
        restless = np.full(len(usual), np.nan)
        restless[window + span :] = _variances(changes, span)[window + span :] / usual[window:-span]
        self.restless: list[float] = restless.tolist()

    def at(self, ts: int) -> "Moment | None":
        """The moment's view; None before the first closed bar or when the last one is stale."""
        k = bisect_right(self.ts, ts - self.step_ms) - 1
        return None if k < 0 or is_stale(self.ts, k, self.step_ms, ts) else Moment(self, k)

    def _count_states(self) -> None:
        """How many bars before index i are measured, and how many of those lie in each state."""
        z6, z24 = self._own_z(1), self._own_z(2)
        measured = ~(np.isnan(z6) | np.isnan(z24))
        with np.errstate(invalid="ignore"):
            states = {
                "spike+": measured & (np.fmax(z6, z24) >= SPIKE_Z),
                "spike-": measured & (np.fmin(z6, z24) <= -SPIKE_Z),
                "dip+": measured & (z6 <= -DIP_Z),
                "dip-": measured & (z6 >= DIP_Z),
            }
        self.measured = _running_count(measured)
        self.states = {name: _running_count(inside) for name, inside in states.items()}
        self.at_par = _running_count(np.abs(self.closes - 1) < PAR)

    def _own_z(self, horizon: int) -> Series:
        """z of every bar's own close."""
        h = self.horizons[horizon]
        z = np.full(len(self.closes), np.nan)
        z[h:] = np.log(self.closes[h:] / self.closes[:-h]) / self.spreads[horizon][h:]
        return z


class Moment:
    """What the bars up to the last closed one say."""

    __slots__ = ("_bars", "_k")

    def __init__(self, bars: Bars, k: int) -> None:
        self._bars = bars
        self._k = k

    @property
    def close(self) -> float:
        return self._bars.close[self._k]

    @property
    def rsi14(self) -> float | None:
        return _known(self._bars.rsi14[self._k])

    @property
    def atr14(self) -> float | None:
        return _known(self._bars.atr14[self._k])

    @property
    def atr24(self) -> float | None:
        return _known(self._bars.atr24[self._k])

    def z(self, horizon: int, price: float) -> float | None:
        """ln(price / close H bars before) / (sigma sqrt H), sigma over the window that ends there."""
        bars, k = self._bars, self._k
        spread = bars.spreads[horizon][k]
        if math.isnan(spread) or price <= 0:
            return None
        return math.log(price / bars.close[k - bars.horizons[horizon]]) / spread

    def band_position(self, price: float, direction: int) -> float | None:
        """%B (20, 2) of the price, seen from the direction; .5 where the band has no width."""
        begin = self._k + 1 - BAND_BARS
        if begin < 0:
            return None
        closes = self._bars.close[begin : self._k + 1]
        total = squares = 0.0
        for close in closes:
            total += close
        middle = total / BAND_BARS
        for close in closes:
            squares += (close - middle) * (close - middle)
        deviation = math.sqrt(squares / BAND_BARS)
        return 0.5 if deviation == 0 else 0.5 + direction * (price - middle) / (4 * deviation)

    def near_extreme(self, price: float, direction: int) -> int | None:
        """1 within half an ATR of the window's best price for the direction, or beyond it."""
        atr, begin = self.atr14, self._k + 1 - self._bars.window
        if atr is None or begin < 0:
            return None
        return int(direction * (price - self._extreme(begin, direction)) >= -0.5 * atr)

    def worst_since(self, since: int, direction: int) -> float | None:
        """The worst price for the direction in the bars that lie wholly after `since`."""
        begin = bisect_left(self._bars.ts, since)
        return None if begin > self._k else self._extreme(begin, -direction)

    def best_since(self, since: int, direction: int) -> float | None:
        return self.worst_since(since, -direction)

    def share_near(self, price: float, atrs: float, since: int) -> float | None:
        """Share of the bars wholly after `since` that closed within so many of their ATRs of the price."""
        begin = bisect_left(self._bars.ts, since)
        n = self._k + 1 - begin
        if n < 2:
            return None
        part = slice(begin, self._k + 1)
        # A bar in the warm-up has no ATR and compares as false.
        near = np.abs(self._bars.closes[part] - price) <= atrs * self._bars.ranges[part]
        return np.count_nonzero(near) / n

    def ms_since_spike(self, ts: int, direction: int) -> int:
        """Since the first bar of the running spike closed; 0 outside of one."""
        counts = self._bars.states["spike+" if direction > 0 else "spike-"]
        length = 0
        while length <= self._k and counts[self._k + 1 - length] > counts[self._k - length]:
            length += 1
        return 0 if length == 0 else ts - self._bars.ts[self._k + 1 - length] - self._bars.step_ms

    @property
    def unrest(self) -> float | None:
        """ln of sigma over the longest horizon against sigma over the window before it."""
        restless = self._bars.restless[self._k]
        return None if math.isnan(restless) else math.log(restless) / 2

    @property
    def is_at_par(self) -> bool:
        """At least 95 % of 20 closes or more lay at one unit of the quote asset."""
        n = self._k + 1
        return n >= 20 and self._bars.at_par[n] >= 0.95 * n

    def trend_intact(self, price: float, direction: int) -> int | None:
        """Beyond EMA20, with RSI14 in the direction's outer half but not beyond 70 (30)."""
        average, rsi = self._bars.ema20[self._k], self.rsi14
        if math.isnan(average) or rsi is None:
            return None
        strength = rsi if direction > 0 else 100 - rsi
        return int(direction * (price - average) > 0 and 50 <= strength <= 70)

    def beyond_trend(self, price: float, direction: int) -> float | None:
        """ln of the price over EMA100, in the direction."""
        average = _known(self._bars.ema100[self._k])
        return None if average is None or price <= 0 else direction * math.log(price / average)

    def below_best(self, price: float, direction: int) -> float | None:
        """ln of the best price of the last 24 bars for the direction over this one."""
        begin = self._k + 1 - DAY_BARS
        return (
            None if begin < 0 or price <= 0 else direction * math.log(self._extreme(begin, direction) / price)
        )

    def bars_in_state(self, state: str, direction: int, since: int) -> tuple[int, int]:
        """Bars closed after `since`, inside and outside of a spike or dip of the direction."""
        begin = bisect_right(self._bars.ts, since - self._bars.step_ms)
        if begin > self._k:
            return 0, 0
        counts = self._bars.states[state + ("+" if direction > 0 else "-")]
        inside = counts[self._k + 1] - counts[begin]
        return inside, self._bars.measured[self._k + 1] - self._bars.measured[begin] - inside

    def bars_beyond(self, price: float, direction: int, since: int) -> tuple[int, int]:
        """Bars closed after `since`, beyond the price in the direction and on its other side."""
        begin = bisect_right(self._bars.ts, since - self._bars.step_ms)
        closes = self._bars.close[begin : self._k + 1]
        above = sum([close > price for close in closes])
        below = sum([close < price for close in closes])
        return (above, below) if direction > 0 else (below, above)

    def _extreme(self, begin: int, direction: int) -> float:
        part = slice(begin, self._k + 1)
        bars = self._bars
        return float(bars.high[part].max() if direction > 0 else bars.low[part].min())


Market = Mapping[str, Bars]
"""Bars by symbol; a symbol that may borrow another one's bars stands under its own name."""


def moment_of(market: Market, symbol: str, ts: int) -> Moment | None:
    bars = market.get(symbol)
    return None if bars is None else bars.at(ts)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _running_count(inside: NDArray[np.bool_]) -> list[int]:
    return [0, *np.cumsum(inside, dtype=np.int64).tolist()]


def _ln_returns(close: list[float]) -> Series:
    logs = [math.log(price) for price in close]
    return np.diff(np.array(logs), prepend=logs[0]) if logs else np.empty(0)


def _variances(changes: Series, n: int) -> Series:
    """Population variance of the n returns up to each; NaN in the warm-up and without movement."""
    variances = np.full(len(changes), np.nan)
    if len(changes) > n:
        mean = _window_sums(changes, n) / n
        variances[n:] = _window_sums(changes * changes, n) / n - mean * mean
        variances[variances <= 1e-18] = np.nan
    return variances


def _window_sums(values: Series, n: int) -> Series:
    """From the value at index n on; accumulate adds from left to right."""
    sums: Series = np.concatenate(([0.0], np.add.accumulate(values)))
    differences: Series = sums[n + 1 :] - sums[1:-n]
    return differences


def _hourly(ts: Series, high: Series, low: Series, close: Series) -> tuple[Series, Series, Series, Series]:
    hours = np.floor_divide(ts, HOUR_MS) * HOUR_MS
    if len(hours) == 0:
        return ts, high, low, close
    begins = np.flatnonzero(np.diff(hours, prepend=hours[0] - 1))
    ends = np.append(begins[1:], len(hours)) - 1
    return hours[begins], np.maximum.reduceat(high, begins), np.minimum.reduceat(low, begins), close[ends]
