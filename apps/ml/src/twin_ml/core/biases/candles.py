"""Closed bars: prepared once for a whole series, asked at the moment of a decision."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from twin_ml.core import indicators
from twin_ml.core.indicators import Series

HOUR_MS = 3_600_000
BAND_BARS = 20
DAY_BARS = 24
STALE_AFTER = 2
"""Bar lengths after which the last closed bar says nothing about the moment any more."""
SPIKE_Z = 1.0
DIP_Z = 1.5
PAR = 0.005
"""Nearer to 1 than this a close is a conversion of money."""

Counts = NDArray[np.int64]


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
        self.ts: list[int] = ts.astype(np.int64).tolist()
        self.close: list[float] = close.tolist()
        logs = list(map(math.log, self.close))
        changes = np.diff(np.array(logs), prepend=logs[0]) if logs else np.empty(0)
        # Sums over the bars before index i; accumulate adds from left to right.
        self._sums: list[float] = [0.0, *np.add.accumulate(changes).tolist()]
        self._squares: list[float] = [0.0, *np.add.accumulate(changes * changes).tolist()]
        self.rsi14: list[float] = indicators.rsi(close, 14).tolist()
        self.atr14: list[float] = indicators.atr(high, low, close, 14).tolist()
        self.atr24: list[float] = indicators.atr(high, low, close, 24).tolist()
        self.ema20: list[float] = indicators.ema(close, 20).tolist()
        self.ema100: list[float] = indicators.ema(close, 100).tolist()
        self._count_states()

    def z(self, horizon: int, k: int, price: float) -> float | None:
        """ln(price / close H bars before k) / (sigma sqrt H), sigma over the window that ends there."""
        h, n = self.horizons[horizon], self.window
        start = k - h
        if start < n or price <= 0 or self.ts[k] - self.ts[start] > (h + 1) * self.step_ms:
            return None
        variance = self._variance(start + 1, n)
        return None if variance is None else math.log(price / self.close[start]) / math.sqrt(variance * h)

    def unrest(self, k: int) -> float | None:
        """ln of sigma over the longest horizon against sigma over the window before it."""
        span = self.horizons[2]
        if k < span + self.window:
            return None
        lately, before = self._variance(k + 1, span), self._variance(k + 1 - span, self.window)
        return None if lately is None or before is None else math.log(lately / before) / 2

    def _variance(self, end: int, n: int) -> float | None:
        """Population variance of the n log returns before index `end`; None without movement."""
        mean = (self._sums[end] - self._sums[end - n]) / n
        variance = (self._squares[end] - self._squares[end - n]) / n - mean * mean
        return variance if variance > 1e-18 else None

    def at(self, ts: int) -> "Moment | None":
        """The moment's view; None before the first closed bar or when the last one is stale."""
        k = bisect_right(self.ts, ts - self.step_ms) - 1
        if k < 0 or ts - self.ts[k] - self.step_ms > STALE_AFTER * self.step_ms:
            return None
        return Moment(self, k)

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
        self.at_par = _running_count(np.abs(np.array(self.close) - 1) < PAR)

    def _own_z(self, horizon: int) -> Series:
        """z of every bar's own close."""
        z = np.full(len(self.ts), np.nan)
        h, n = self.horizons[horizon], self.window
        if len(self.ts) <= h + n:
            return z
        sums, squares = np.array(self._sums), np.array(self._squares)
        close, ts = np.array(self.close), np.array(self.ts)
        end = np.arange(n + 1, len(close) - h + 1)
        mean = (sums[end] - sums[end - n]) / n
        variance = (squares[end] - squares[end - n]) / n - mean * mean
        usable = (variance > 1e-18) & (ts[end - 1 + h] - ts[end - 1] <= (h + 1) * self.step_ms)
        spread = np.sqrt(np.where(usable, variance, 1.0) * h)
        z[n + h :] = np.where(usable, np.log(close[n + h :] / close[n:-h]) / spread, np.nan)
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
        return self._bars.z(horizon, self._k, price)

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
        spans = zip(self._bars.close[begin : self._k + 1], self._bars.atr14[begin : self._k + 1], strict=True)
        # A bar in the warm-up has no ATR and compares as false.
        return sum(abs(close - price) <= atrs * atr for close, atr in spans) / n

    def ms_since_spike(self, ts: int, direction: int) -> int:
        """Since the first bar of the running spike closed; 0 outside of one."""
        counts = self._bars.states["spike+" if direction > 0 else "spike-"]
        length = 0
        while length <= self._k and counts[self._k + 1 - length] > counts[self._k - length]:
            length += 1
        return 0 if length == 0 else ts - self._bars.ts[self._k + 1 - length] - self._bars.step_ms

    @property
    def unrest(self) -> float | None:
        return self._bars.unrest(self._k)

    @property
    def is_at_par(self) -> bool:
        """At least 95 % of 20 closes or more lay at one unit of the quote asset."""
        n = self._k + 1
        return n >= 20 and bool(self._bars.at_par[n] >= 0.95 * n)

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
        inside = int(counts[self._k + 1] - counts[begin])
        return inside, int(self._bars.measured[self._k + 1] - self._bars.measured[begin]) - inside

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


def _running_count(inside: NDArray[np.bool_]) -> Counts:
    return np.concatenate(([0], np.cumsum(inside, dtype=np.int64)))


def _hourly(ts: Series, high: Series, low: Series, close: Series) -> tuple[Series, Series, Series, Series]:
    hours = np.floor_divide(ts, HOUR_MS) * HOUR_MS
    if len(hours) == 0:
        return ts, high, low, close
    begins = np.flatnonzero(np.diff(hours, prepend=hours[0] - 1))
    ends = np.append(begins[1:], len(hours)) - 1
    return hours[begins], np.maximum.reduceat(high, begins), np.minimum.reduceat(low, begins), close[ends]
