"""Finer candles are the hours that they make, and what bars say is what their definitions say."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin_ml.core.biases.candles import HOUR_MS, Bars


def columns(count: int, step_ms: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(random.normal(0, 0.01, count)))
    return np.arange(count, dtype=float) * step_ms, close * 1.01, close * 0.98, close


@given(st.integers(min_value=0, max_value=1000), st.sampled_from([60_000, 300_000, 900_000, 1_800_000]))
def test_finer_candles_are_the_hours_that_they_make(seed: int, step_ms: int) -> None:
    ts, high, low, close = columns(500, step_ms, seed)
    ts += 7 * HOUR_MS + step_ms
    bars = Bars(step_ms, ts, high, low, close)
    assert bars.step_ms == HOUR_MS
    hours = np.unique(ts // HOUR_MS) * HOUR_MS
    assert bars.ts == hours.tolist()
    for index, hour in enumerate(hours):
        within = (ts >= hour) & (ts < hour + HOUR_MS)
        assert bars.high[index] == high[within].max()
        assert bars.low[index] == low[within].min()
        assert bars.close[index] == close[within][-1]


def test_no_candles_at_all_are_no_bars() -> None:
    empty = np.zeros(0)
    assert Bars(60_000, empty, empty, empty, empty).ts == []


@pytest.mark.parametrize(
    ("step_ms", "horizons", "window"),
    [(HOUR_MS // 4, (1, 6, 24), 168), (HOUR_MS, (1, 6, 24), 168), (24 * HOUR_MS, (1, 3, 5), 60)],
)
def test_coarser_candles_count_days(step_ms: int, horizons: tuple[int, ...], window: int) -> None:
    bars = Bars(step_ms, *columns(400, step_ms, 1))
    assert (bars.horizons, bars.window) == (horizons, window)
    assert bars.step_ms == max(step_ms, HOUR_MS)


def test_a_price_is_measured_in_deviations_of_the_window_before() -> None:
    close = 100 * np.exp(0.01 * (np.arange(400) % 2))
    bars = Bars(HOUR_MS, np.arange(400.0) * HOUR_MS, close, close, close)
    # 168 returns of plus and minus 1 % in turn: their deviation is 1 %.
    for horizon, length in zip(bars.spreads, (1, 6, 24), strict=True):
        assert horizon[300] == pytest.approx(0.01 * math.sqrt(length))
        assert math.isnan(horizon[167 + length])
        assert not math.isnan(horizon[168 + length])
