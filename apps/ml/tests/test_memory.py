"""What the memory of the patterns keeps of a decision, of an outcome and of a day."""

from typing import Any

import numpy as np
import pytest

from test_suppressors import DAY_MS, FLAT, HELD, HOUR_MS, NOW, situation
from twin_ml.core.biases import daily
from twin_ml.core.biases.candles import Bars, Moment
from twin_ml.core.biases.decision import ClosedEpisode, PositionBefore
from twin_ml.core.biases.outcomes import learn_outcomes
from twin_ml.core.biases.state import DayState, UsualDay
from twin_ml.core.biases.yardsticks import observe

EPISODE = ClosedEpisode(
    closed_at=NOW, is_long=True, entry_price=100.0, exit_price=93.0, realised_pnl=-14.0, hold_ms=DAY_MS
)

INVERSE_ADD = {"kind": "increase", "side": "buy", "instrument": "inverse", "qty": 1000.0, "vwap": 50.0}


def moment(last: float) -> Moment:
    """Hours of 1 % up and down in turn, then three closes so many per cent away, the last of them now."""
    close: np.ndarray = np.append(100 * np.exp(0.01 * (np.arange(250) % 2)), np.full(3, 100 + last))
    ts: np.ndarray = NOW - HOUR_MS * np.arange(253.0, 0, -1)
    found = Bars(HOUR_MS, ts, close, close, close).at(NOW)
    assert found is not None
    return found


@pytest.mark.parametrize(("days", "harvests"), [(29.99, 3), (30, 4), (31.99, 4), (32, 3)])
def test_a_month_after_a_losing_sale_is_a_harvest(days: float, harvests: int) -> None:
    s = situation()
    s.position.harvests = 3
    s.position.last_loss_ts = NOW - int(days * DAY_MS)
    observe(s)
    assert s.position.harvests == harvests
    assert s.position.last_loss_ts is None


def test_a_losing_sale_is_the_last_one_of_its_position() -> None:
    s = situation(HELD, kind="close", qty=2.0, closed_episode=EPISODE)
    observe(s)
    assert s.position.last_loss_ts is None
    learn_outcomes(s.state, NOW)
    assert s.position.last_loss_ts == NOW
    assert s.state.exits.losing_returns.values == [pytest.approx(-0.07)]


@pytest.mark.parametrize(
    ("changes", "pnl", "gain"),
    [
        ({}, -14.0, pytest.approx(-0.07)),
        ({"is_long": False}, -14.0, pytest.approx(0.07)),
        ({"entry_price": None}, None, None),
        ({"entry_price": 0.0}, -14.0, None),
        ({"exit_price": None}, -14.0, None),
        ({"realised_pnl": None}, None, pytest.approx(-0.07)),
    ],
)
def test_an_episode_without_an_own_entry_has_no_result(changes: dict[str, Any], pnl: Any, gain: Any) -> None:
    s = situation(HELD, kind="close", closed_episode=EPISODE._replace(**changes))
    observe(s)
    (waiting,) = s.state.closing
    assert (waiting.pnl, waiting.gain, waiting.key) == (pnl, gain, s.key)


@pytest.mark.parametrize(
    ("instrument", "before", "last", "chase", "dip"),
    [
        ("spot", FLAT, 8, (3, 2), (0, 0)),
        ("linear", FLAT, 8, (3, 7), (0, 0)),
        ("linear", FLAT, -8, (3, 7), (0, 0)),
        ("spot", HELD, -8, (0, 5), (3, 2)),
        ("linear", HELD._replace(qty=-2.0), 8, (3, 7), (3, 2)),
        ("linear", HELD._replace(qty=0.5), -8, (3, 7), (3, 2)),
    ],
)
def test_bars_count_in_rises_and_falls_of_what_can_be_held(
    instrument: str, before: PositionBefore, last: float, chase: tuple[int, int], dip: tuple[int, int]
) -> None:
    s = situation(before, instrument=instrument)
    s.bars = moment(last)
    s.position.counted_to = NOW - 5 * HOUR_MS
    observe(s)
    assert (s.state.chase.exposure_in, s.state.chase.exposure_out) == chase
    assert (s.state.dip.exposure_in, s.state.dip.exposure_out) == dip


@pytest.mark.parametrize(
    ("before", "changes", "after"),
    [
        (FLAT, {}, (1.0, 100.0)),
        (FLAT, {"instrument": "linear", "side": "sell"}, (-1.0, 100.0)),
        (HELD, {"kind": "increase", "side": "buy", "vwap": 130.0}, (3.0, 110.0)),
        (HELD._replace(avg_cost=None), {"kind": "increase", "side": "buy"}, (3.0, None)),
        (HELD._replace(qty=1000.0), INVERSE_ADD, (2000.0, pytest.approx(200 / 3))),
        (HELD._replace(qty=-1000.0), {**INVERSE_ADD, "side": "sell"}, (-2000.0, pytest.approx(200 / 3))),
        (HELD._replace(avg_cost=0.0), INVERSE_ADD, (1002.0, None)),
        (HELD, {"vwap": 130.0}, (1.0, 100.0)),
        (HELD, {"kind": "close", "instrument": "linear", "qty": 1.9}, (0.0, None)),
        (HELD, {"qty": 5.0}, (0.0, None)),
        (HELD, {"qty": 2.0}, (0.0, None)),
        (HELD, {"kind": "flip", "instrument": "linear", "qty": 5.0, "vwap": 90.0}, (-3.0, 90.0)),
    ],
)
def test_a_decision_leaves_a_position_and_its_cost(
    before: PositionBefore, changes: dict[str, Any], after: tuple[float, float | None]
) -> None:
    s = situation(before, **changes)
    observe(s)
    (waiting,) = s.state.pending
    assert (waiting.after_qty, waiting.after_cost) == after


def test_what_only_entries_have_is_none_of_an_exit() -> None:
    s = situation(HELD)
    s.equity = 1_000.0
    s.ln_risk, s.ln_exposure = -1.0, -2.0
    observe(s)
    (waiting,) = s.state.pending
    assert (waiting.ln_risk, waiting.ln_exposure, waiting.is_grown) == (None, None, None)


def test_a_day_reacts_to_unrest_within_two_units_of_its_centre() -> None:
    usual = UsualDay(mean=4.0, slope=0.5, centre=1.0, size=9.0)
    reactions = [daily.usual_entries(usual, unrest) / 4 for unrest in (None, 2.0, 9.0, -9.0)]
    assert reactions == pytest.approx([1, np.exp(0.5), np.exp(1), np.exp(-1)])


def test_a_usual_day_is_known_from_fourteen_days_on_and_reacts_at_most_twofold() -> None:
    days = DayState(day=13, history=[(day, 5, 5, None) for day in range(13)])
    daily.turn_to_day(days, 14 * DAY_MS)
    assert days.usual is None
    days.history = [(day, 5, 5, None) for day in range(14)]
    daily.turn_to_day(days, 15 * DAY_MS)
    assert days.usual is not None
    assert (days.usual.slope, days.usual.centre) == (0, 0)
    assert (days.usual.mean, days.usual.size) == (pytest.approx(5), pytest.approx(70))
    for sign in (1, -1):
        past: list[tuple[int, int, float | None]] = [
            (day, 100 if day < 7 else 1, 0.01 * sign * (day < 7)) for day in range(14)
        ]
        assert -2 <= daily.learn_usual(past, 14).slope * sign <= 2
    past = [(day, 15 if day < 7 else 5, 0.9 if day < 7 else 0.1) for day in range(14)]
    usual = daily.learn_usual(past, 14)
    assert usual.centre == pytest.approx(0.5)
    assert usual.slope == pytest.approx((14 * 0.4 * 0.5) / (14 * 0.16 + 0.25))
