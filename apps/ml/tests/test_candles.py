"""Finer candles are the hours that they make, and what bars say is what their definitions say."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin_ml.core.biases.candles import HOUR_MS, Bars
from twin_ml.core.biases.sessions import WEEK_MS

DAY_MS = 24 * HOUR_MS
MONDAY = 19_723 * DAY_MS


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


def stock(step_ms: int, weeks: int = 30, holidays: frozenset[int] = frozenset()) -> list[int]:
    """Begins of bars from Monday to Friday: days, or seven hours from half past two, in summer earlier."""
    days = [day for day in range(7 * weeks) if day % 7 < 5 and day not in holidays]
    if step_ms == DAY_MS:
        return [MONDAY + day * DAY_MS for day in days]
    opens = {day: 13.5 if 70 < day < 126 else 14.5 for day in days}
    return [MONDAY + day * DAY_MS + int((opens[day] + hour) * HOUR_MS) for day in days for hour in range(7)]


def bars_at(begins: list[int], step_ms: int) -> Bars:
    close = 100 * np.exp(0.01 * (np.arange(len(begins)) % 2))
    return Bars(step_ms, np.array(begins, dtype=float), close, close, close)


def unmeasured(bars: Bars, horizon: int = 2) -> list[int]:
    """Bars beyond the warm-up without a z-score."""
    warm_up = bars.window + bars.horizons[horizon]
    return [k for k, spread in enumerate(bars.spreads[horizon]) if k >= warm_up and math.isnan(spread)]


@pytest.mark.parametrize("step_ms", [HOUR_MS, DAY_MS])
def test_nights_weekends_and_summer_time_leave_no_bar_of_a_stock_unmeasured(step_ms: int) -> None:
    bars = bars_at(stock(step_ms), step_ms)
    assert [unmeasured(bars, horizon) for horizon in range(3)] == [[], [], []]
    assert bars.measured[-1] == len(bars.ts) - bars.window - bars.horizons[2]


def test_days_that_begin_at_midnight_somewhere_else_are_measured_too() -> None:
    begins = stock(DAY_MS, holidays=frozenset({140}))
    moved = [ts + (4 if MONDAY + 70 * DAY_MS < ts < MONDAY + 126 * DAY_MS else 5) * HOUR_MS for ts in begins]
    assert unmeasured(bars_at(moved, DAY_MS)) == []


def test_a_holiday_lacks_its_bars() -> None:
    hours = bars_at(stock(HOUR_MS, holidays=frozenset({114})), HOUR_MS)
    first = 82 * 7
    assert unmeasured(hours) == list(range(first, first + 24))
    one, two = (bars_at(stock(DAY_MS, holidays=frozenset(days)), DAY_MS) for days in ({112}, {112, 113}))
    assert unmeasured(one) == []
    assert unmeasured(two) == [80, 81, 82, 83, 84]


holes = st.lists(st.tuples(st.integers(1, 1999), st.integers(1, 60)), max_size=9)


@given(holes)
def test_where_trade_never_rests_every_missing_bar_is_missing(holes: list[tuple[int, int]]) -> None:
    left = [i for i in range(2000) if not any(begin <= i < begin + length for begin, length in holes)]
    bars = bars_at([MONDAY + i * HOUR_MS for i in left], HOUR_MS)
    for horizon, h in enumerate(bars.horizons):
        across = [k for k in range(168 + h, len(left)) if left[k] - left[k - h] > h + 1]
        assert unmeasured(bars, horizon) == across


def test_four_weeks_without_an_hour_close_it_and_three_do_not() -> None:
    def unmeasured_from_the_sixth_week_on(open_week: int) -> int:
        hours = [i for i in range(1680) if not 99 < i % 168 < 103 or i // 168 == open_week]
        bars = bars_at([MONDAY + i * HOUR_MS for i in hours], HOUR_MS)
        return sum(bars.ts[k] >= MONDAY + 5 * WEEK_MS for k in unmeasured(bars))

    assert unmeasured_from_the_sixth_week_on(-1) == 0
    assert unmeasured_from_the_sixth_week_on(4) == 4 * 24


@given(
    st.sampled_from([HOUR_MS, DAY_MS]),
    st.frozensets(st.integers(0, 209), max_size=12),
    st.floats(0.3, 1),
    st.integers(-900, 900),
)
def test_bars_depend_on_none_after_them_and_on_no_date(
    step_ms: int, holidays: frozenset[int], share: float, days: int
) -> None:
    begins = stock(step_ms, holidays=holidays)
    whole = bars_at(begins, step_ms)
    n = int(share * len(begins))
    past = bars_at(begins[:n], step_ms)
    shifted = bars_at([ts + days * DAY_MS for ts in begins], step_ms)
    for spread, before, later in zip(whole.spreads, past.spreads, shifted.spreads, strict=True):
        assert np.array_equal(before, spread[:n], equal_nan=True)
        assert np.array_equal(later, spread, equal_nan=True)


def test_the_last_bar_speaks_while_the_market_is_closed() -> None:
    week = MONDAY + 5 * WEEK_MS
    past = bars_at([ts for ts in stock(HOUR_MS) if ts < week + 5 * DAY_MS], HOUR_MS)

    def is_known(hours: float) -> bool:
        return past.at(week + 4 * DAY_MS + int(hours * HOUR_MS)) is not None

    # The first bar that is missing would have closed at half past three on Monday, the second an hour later.
    assert [is_known(hours) for hours in (24, 48, 86, 88.4)] == [True] * 4
    assert [is_known(hours) for hours in (88.5, 96, 168, 200)] == [False] * 4
    days = bars_at(stock(DAY_MS, holidays=frozenset({42, 43})), DAY_MS)
    known = [days.at(MONDAY + day * DAY_MS + 15 * HOUR_MS) is not None for day in range(40, 45)]
    assert known == [True, True, True, True, False]


def test_nothing_is_closed_before_four_weeks_told_of_it_nor_after_a_week() -> None:
    bars = bars_at(stock(HOUR_MS), HOUR_MS)
    known = [bars.at(MONDAY + week * WEEK_MS - DAY_MS // 2) is not None for week in range(1, 7)]
    assert known == [False] * 4 + [True] * 2
    weekly = bars_at([MONDAY + week * WEEK_MS for week in range(6)], HOUR_MS)
    end = weekly.ts[-1] + HOUR_MS + WEEK_MS
    assert weekly.at(end - 1) is not None
    assert weekly.at(end) is None
