"""What a machine or a plan is not: one condition missed at a time, by a hair where it is a bound."""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from twin_ml.core.biases.decision import Decision, PositionBefore
from twin_ml.core.biases.situation import Situation
from twin_ml.core.biases.state import State
from twin_ml.core.biases.suppressors import SUPPRESSORS

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
NOW = 20_000 * DAY_MS
FLAT = PositionBefore(qty=0.0, avg_cost=None, opened_ts=None, adds=0, last_entry_notional=None)
HELD = PositionBefore(qty=2.0, avg_cost=100.0, opened_ts=NOW - DAY_MS, adds=0, last_entry_notional=200.0)


def situation(before: PositionBefore = FLAT, **changes: Any) -> Situation:
    """A buy of 1 at 100 while flat; with a position before, a sale out of it."""
    is_flat = before.qty == 0
    decision = Decision(
        id="d", account="main", symbol="BTC-USD", instrument="spot", side="buy" if is_flat else "sell",
        kind="open" if is_flat else "reduce", ts=NOW, end_ts=NOW, qty=1.0, notional=100.0, vwap=100.0,
        order_type=None, is_dust=False, before=before, closed_episode=None, by_person=False,
    )  # fmt: skip
    return Situation(State(), decision._replace(**changes), {}, None)


def plan(gaps: list[int], sizes: list[float], **changes: Any) -> Situation:
    """Earlier buys before this one: the gaps lead up to it, oldest first."""
    s = situation(**changes)
    ts = NOW - sum(gaps)
    for gap, size in zip(gaps, sizes, strict=True):
        s.position.buys.append((ts, size))
        ts += gap
    return s


WEEK = [7 * DAY_MS] * 4
UNEVEN = [DAY_MS, 5 * DAY_MS, 2 * DAY_MS, 9 * DAY_MS]
EQUAL = [100.0] * 4


@pytest.mark.parametrize(
    ("gaps", "sizes", "changes", "score"),
    [
        (WEEK, EQUAL, {}, 1),
        (WEEK, EQUAL, {"side": "sell"}, 0),
        (WEEK[:3], EQUAL[:3], {}, 0),
        # Sizes: 100 and 100 ± 20 vary by 12.6 and 16 %.
        (WEEK, [120.0, 80.0, 100.0, 110.0], {}, 1),
        (WEEK, [120.0, 80.0, 120.0, 80.0], {}, 0),
        (WEEK, [100.0, 100.0, 100.0, 100.0], {"notional": 150.0}, 0),
        # Gaps of 3 and 5 days vary by 25 %; at the same time of the day they need not be equal.
        ([3 * DAY_MS, 5 * DAY_MS, 3 * DAY_MS, 5 * DAY_MS], EQUAL, {}, 1),
        (UNEVEN, EQUAL, {}, 1),
        ([gap + 30 * MINUTE_MS * (1 - 2 * (i % 2)) for i, gap in enumerate(UNEVEN)], EQUAL, {}, 1),
        ([gap + 5 * HOUR_MS * (i + 1) for i, gap in enumerate(UNEVEN)], EQUAL, {}, 0),
        # Several on one day have no time of the day.
        ([MINUTE_MS, 50 * MINUTE_MS, 2 * MINUTE_MS, 9 * DAY_MS], EQUAL, {}, 0),
    ],
)
def test_a_plan_is_equal_buys_in_equal_gaps_or_at_one_time_of_the_day(
    gaps: list[int], sizes: list[float], changes: dict[str, Any], score: int
) -> None:
    assert SUPPRESSORS["scheduledDca"](plan(gaps, sizes, **changes)) == score


@pytest.mark.parametrize(("spread_hours", "score"), [(1.9, 1), (1.95, 0)])
def test_one_time_of_the_day_is_a_concentration_of_nine_tenths(spread_hours: float, score: int) -> None:
    # Two earlier, two later by so much and one in the middle: R = (1 + 4 cos(2 pi h / 24)) / 5.
    assert ((1 + 4 * math.cos(2 * math.pi * spread_hours / 24)) / 5 >= 0.9) == (score == 1)
    offsets = [round(spread_hours * HOUR_MS) * sign for sign in (1, -1, 1, -1)] + [0]
    days = [0, 2, 6, 8, 17]
    begins = [day * DAY_MS + offset for day, offset in zip(days, offsets, strict=True)]
    gaps = [later - earlier for earlier, later in pairwise(begins)]
    for hour in range(0, 24, 5):
        s = plan(gaps, EQUAL, ts=NOW + hour * HOUR_MS)
        s.position.buys = [(ts + hour * HOUR_MS, size) for ts, size in s.position.buys]
        assert SUPPRESSORS["scheduledDca"](s) == score


def grid(change: Callable[[list[tuple[int, float, float]]], object]) -> Situation:
    s = situation()
    # Levels 1 % apart, up and down between neighbours.
    trades = [(1 - 2 * (i % 2), 0.01 * (i // 2 + i % 2), math.log(500)) for i in range(20)]
    change(trades)
    s.position.trades = trades
    return s


def put(index: int, **changes: float) -> Callable[[list[tuple[int, float, float]]], object]:
    def change(trades: list[tuple[int, float, float]]) -> None:
        sign, price, size = trades[index]
        price, size = changes.get("price", price), changes.get("size", size)
        trades[index] = (int(changes.get("sign", sign)), price, size)

    return change


def turn(count: int) -> Callable[[list[tuple[int, float, float]]], object]:
    """Sells the first so many: as many turns fewer, less one."""

    def change(trades: list[tuple[int, float, float]]) -> None:
        for index in range(count):
            put(index, sign=-1)(trades)

    return change


@pytest.mark.parametrize(
    ("change", "score"),
    [
        (list, 1),
        (lambda trades: trades.pop(), 0),
        # 14 of 19 turns are more than seven tenths, 12 are fewer.
        (turn(6), 1),
        (turn(8), 0),
        # One size in twenty 1.4 or 1.6 times the others: 8.5 and 12.7 %.
        (put(3, size=math.log(500 * 1.4)), 1),
        (put(3, size=math.log(500 * 1.6)), 0),
        (put(0, size=math.log(500 * 1.6)), 0),
        # A wider gap at the end, and one level more in between.
        (put(19, price=0.105), 1),
        (put(19, price=0.13), 0),
        (put(19, price=0.095), 1),
        (put(19, price=0.09009), 1),
        (put(19, price=0.0905), 0),
        (lambda trades: trades.__setitem__(slice(None), [(sign, 0.0, size) for sign, _, size in trades]), 0),
    ],
)
def test_a_grid_turns_in_equal_sizes_between_equally_spaced_levels(
    change: Callable[[list[tuple[int, float, float]]], object], score: int
) -> None:
    assert SUPPRESSORS["gridBot"](grid(change)) == score


@pytest.mark.parametrize(
    ("holds", "hold_ms", "per_day", "today", "score"),
    [
        (20, 59_999, [100], 0, 1),
        (19, 59_999, [100], 0, 0),
        (20, 60_000, [100], 0, 0),
        (20, 59_999, [99], 0, 0),
        (20, 59_999, [], 100, 1),
        (20, 59_999, [], 99, 0),
        (20, 59_999, [500, 100, 3], 5, 1),
        (20, 59_999, [500, 99, 3], 5, 0),
        (20, 59_999, [3, 500, 3], 5, 0),
        (20, 59_999, [3, 100], 5, 1),
    ],
)
def test_a_market_maker_holds_less_than_a_minute_a_hundred_times_on_a_usual_day(
    holds: int, hold_ms: int, per_day: list[int], today: int, score: int
) -> None:
    s = situation()
    for _ in range(holds):
        s.state.exits.holds.push(float(hold_ms))
    s.state.days.history = [(day, 1, count, None) for day, count in enumerate(per_day)]
    s.state.days.decisions = today
    assert SUPPRESSORS["marketMaker"](s) == score


@pytest.mark.parametrize(
    ("gap_ms", "count", "odd", "changes", "score"),
    [
        (120_000, 19, (0, 0), {}, 1),
        (119_999, 19, (0, 0), {}, 0),
        (120_000, 18, (0, 0), {}, 0),
        (120_000, 19, (0, 0), {"by_person": True}, 0),
        # Of 20 gaps four may be off by a second or more.
        (600_000, 20, (4, 1_000), {}, 1),
        (600_000, 20, (5, 1_000), {}, 0),
        (600_000, 20, (5, 999), {}, 1),
        (600_000, 20, (5, -1_000), {}, 0),
        (600_000, 20, (5, -999), {}, 1),
    ],
)
def test_a_clockwork_keeps_most_of_its_gaps_to_within_a_second(
    gap_ms: int, count: int, odd: tuple[int, int], changes: dict[str, Any], score: int
) -> None:
    s = situation(**changes)
    ts = NOW
    for index in range(count):
        ts -= gap_ms + (odd[1] if index < odd[0] else 0)
        s.state.starts.insert(0, ts)
    assert SUPPRESSORS["bot"](s) == score


@pytest.mark.parametrize(
    ("decisions", "busy", "score"), [(99, 24, 0), (120, 24, 1), (120, 12, 0), (132, 22, 1)]
)
def test_a_machine_works_round_the_clock(decisions: int, busy: int, score: int) -> None:
    s = situation()
    s.state.decisions = decisions
    s.state.hours = [decisions // busy if hour < busy else 0 for hour in range(24)]
    assert SUPPRESSORS["bot"](s) == score


def test_between_a_person_and_a_machine_the_hours_say_how_far() -> None:
    s = situation()
    s.state.decisions = 180
    s.state.hours = [10] * 18 + [0] * 6
    assert SUPPRESSORS["bot"](s) == pytest.approx((math.log(18) / math.log(24) - 0.9) / 0.05)


@pytest.mark.parametrize(
    ("name", "before", "changes", "score"),
    [
        ("stopLike", HELD, {"vwap": 95.0}, 1),
        ("stopLike", HELD, {"vwap": 95.49}, 1),
        ("stopLike", HELD, {"vwap": 95.51}, 0),
        ("stopLike", HELD, {"vwap": 94.51}, 1),
        ("stopLike", HELD, {"vwap": 94.49}, 0),
        ("stopLike", HELD, {"vwap": 95.0, "order_type": "limit"}, 0),
        ("stopLike", HELD, {"vwap": 90.0, "order_type": "stop"}, 1),
        ("stopLike", HELD._replace(avg_cost=None), {"vwap": 95.0}, 0),
        ("stopLike", FLAT, {"order_type": "stop"}, 1),
        ("stopLike", HELD, {"kind": "increase", "side": "buy", "vwap": 95.0}, 0),
        ("takeProfitLike", HELD, {"vwap": 107.0}, 1),
        ("takeProfitLike", HELD, {"vwap": 107.49}, 1),
        ("takeProfitLike", HELD, {"vwap": 107.51}, 0),
        ("takeProfitLike", HELD, {"vwap": 105.04}, 1),
        ("takeProfitLike", HELD, {"vwap": 104.94}, 0),
        ("takeProfitLike", HELD, {"vwap": 115.04}, 1),
        ("takeProfitLike", HELD, {"vwap": 100.04}, 0),
        ("takeProfitLike", HELD, {"vwap": 95.0}, 0),
        ("takeProfitLike", HELD, {"vwap": 107.0, "order_type": "limit"}, 0),
        ("takeProfitLike", HELD, {"vwap": 101.0, "order_type": "take_profit"}, 1),
        ("takeProfitLike", HELD._replace(avg_cost=None), {"vwap": 107.0}, 0),
        ("takeProfitLike", HELD, {"kind": "increase", "side": "buy", "vwap": 107.0}, 0),
        ("liquidation", HELD, {"order_type": "liquidation"}, 1),
        ("liquidation", HELD, {"order_type": "stop"}, 0),
        ("dust", FLAT, {"is_dust": True}, 1),
        ("dust", FLAT, {}, 0),
    ],
)
def test_an_exit_is_told_by_its_order_or_by_the_own_usual_result(
    name: str, before: PositionBefore, changes: dict[str, Any], score: int
) -> None:
    s = situation(before, **changes)
    # Medians -5 and 7 %, median deviations 1 %.
    for away in (-0.03, -0.01, -0.01, 0, 0, 0.01, 0.01, 0.02):
        s.state.exits.losing_returns.push(-0.05 + away)
        s.state.exits.winning_returns.push(0.07 + away)
    assert SUPPRESSORS[name](s) == score


def test_seven_results_are_no_usual_result() -> None:
    s = situation(HELD, vwap=95.0)
    for away in (-0.02, -0.01, -0.01, 0, 0.01, 0.01, 0.02):
        s.state.exits.losing_returns.push(-0.05 + away)
    assert SUPPRESSORS["stopLike"](s) == 0
    s.state.exits.losing_returns.push(-0.05)
    assert SUPPRESSORS["stopLike"](s) == 1


@pytest.mark.parametrize(
    ("before", "changes", "harvests", "score"),
    [
        (HELD, {"vwap": 99.0}, 2, 1),
        (HELD, {"vwap": 99.0}, 1, 0),
        (HELD, {"vwap": 100.0}, 2, 0),
        (HELD._replace(avg_cost=None), {"vwap": 99.0}, 2, 0),
        (HELD, {"vwap": 99.0, "kind": "increase", "side": "buy"}, 2, 0),
    ],
)
def test_a_tax_loss_is_a_losing_sale_of_who_re_bought_after_two(
    before: PositionBefore, changes: dict[str, Any], harvests: int, score: int
) -> None:
    s = situation(before, **changes)
    s.position.harvests = harvests
    assert SUPPRESSORS["taxLoss"](s) == score
