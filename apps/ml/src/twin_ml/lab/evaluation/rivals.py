"""Rules that others publish, re-implemented in our words. Amounts of money are in the account's quote
currency, as they have them. Every rule answers the ids of the decisions that it flags."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import mean, median, pstdev

from twin_ml.lab.product import Analysis, Decision

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
WEEK = 7 * DAY


@dataclass(frozen=True)
class Close:
    ts: int
    symbol: str
    result: float
    hold_ms: int
    size: float
    id: str


class History:
    """An account as these rules see it: entries with sizes, and closed trades with results."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.entries = [one for one in analysis.decisions if one.kind in ("open", "increase")]
        self.closes = [
            Close(one.end_ts, one.symbol, one.result, one.hold_ms or 0, one.quantity * one.price, one.id)
            for one in analysis.decisions
            if one.is_closing and one.result is not None
        ]
        self._times = [one.ts for one in self.closes]
        self.sizes = [one.quantity * one.price for one in self.entries]

    def last_close(self, ts: int) -> Close | None:
        index = bisect_left(self._times, ts)
        return self.closes[index - 1] if index > 0 else None

    def closed_before(self, ts: int) -> Sequence[Close]:
        return self.closes[: bisect_left(self._times, ts)]


Rule = Callable[[History], set[str]]


def after_loss(history: History, holds: Callable[[Close, Decision, int], bool]) -> set[str]:
    """Entries whose last closed trade lost and for which the rule holds."""
    flagged = set()
    for index, entry in enumerate(history.entries):
        last = history.last_close(entry.ts)
        if last is not None and last.result < 0 and holds(last, entry, index):
            flagged.add(entry.id)
    return flagged


def naive_revenge(history: History) -> set[str]:
    return after_loss(history, lambda loss, entry, _: entry.ts - loss.ts < HOUR)


def journedge_revenge(history: History) -> set[str]:
    return after_loss(history, lambda loss, entry, _: entry.ts // DAY == loss.ts // DAY)


def tradapt_revenge(history: History) -> set[str]:
    return after_loss(history, lambda loss, entry, _: entry.ts - loss.ts <= 10 * MINUTE)


def tradehabit_revenge(history: History) -> set[str]:
    def holds(loss: Close, entry: Decision, _: int) -> bool:
        return entry.ts - loss.ts <= median(one.hold_ms for one in history.closed_before(entry.ts))

    return after_loss(history, holds)


def temper_revenge(history: History) -> set[str]:
    def holds(loss: Close, entry: Decision, index: int) -> bool:
        before = history.sizes[max(0, index - 50) : index]
        size = history.sizes[index]
        quick = loss.result <= -400 and entry.ts - loss.ts <= 15 * MINUTE
        return quick and bool(before) and size >= 2.5 * before[-1] and size >= 2 * median(before)

    return after_loss(history, holds)


def tradetally_revenge(history: History) -> set[str]:
    """The real-time rule at its middle setting."""

    def holds(loss: Close, entry: Decision, index: int) -> bool:
        before = history.sizes[:index]
        if not before:
            return False
        estimate = min(10 * max(before), 50 * mean(before))
        if -loss.result < 500 and -loss.result < 0.03 * estimate:
            return False
        recent = [one for one in history.entries[: index + 1] if 0 <= entry.ts - one.ts <= 10 * MINUTE]
        patterns = (
            len(recent) >= 3,
            history.sizes[index] >= 1.25 * mean(before),
            entry.ts - loss.ts <= 15 * MINUTE,
            entry.symbol == loss.symbol,
        )
        return sum(patterns) >= 2

    return after_loss(history, holds)


def tradetally_batch_revenge(history: History) -> set[str]:
    def holds(loss: Close, entry: Decision, index: int) -> bool:
        if entry.symbol != loss.symbol or entry.ts - loss.ts > 120 * MINUTE:
            return False
        return history.sizes[index] > 1.2 * loss.size or loss.result < -200

    return after_loss(history, holds)


def _by_value(history: History, label: str, holds: Callable[[dict[str, float]], bool]) -> set[str]:
    return {
        decision.id
        for decision in history.analysis.decisions
        if (measured := history.analysis.measured.get((decision.id, label))) and holds(measured.values)
    }


def naive_chase(history: History) -> set[str]:
    return _by_value(history, "fomo_chase", lambda values: values.get("z24", 0) > 2)


def naive_panic(history: History) -> set[str]:
    return _by_value(
        history, "panic_sell", lambda values: values.get("dip6", 0) > 2 and values.get("lossAtrHalves", 0) > 0
    )


def naive_averaging(history: History) -> set[str]:
    return _by_value(history, "averaging_down", lambda _: True)


def naive_early(history: History) -> set[str]:
    flagged = set()
    for close in history.closes:
        losses = [-one.result for one in history.closed_before(close.ts) if one.result < 0]
        if losses and 0 < close.result < median(losses):
            flagged.add(close.id)
    return flagged


def tradetally_early(history: History) -> set[str]:
    winners = [one for one in history.closes if one.result > 0]
    usual = mean(one.hold_ms for one in winners) if winners else 0
    return {one.id for one in winners if one.hold_ms < 0.5 * usual}


def naive_break_even(history: History) -> set[str]:
    return {one.id for one in history.closes if abs(one.result) < 0.002 * one.size}


def tradetally_overconfidence(history: History) -> set[str]:
    if len(history.entries) < 10:
        return set()
    usual = mean(history.sizes[:5])
    return {
        entry.id
        for index, entry in enumerate(history.entries)
        if _winning_streak(history.closed_before(entry.ts)) >= 4 and history.sizes[index] >= 1.4 * usual
    }


def naive_size(history: History) -> set[str]:
    return {
        entry.id
        for index, entry in enumerate(history.entries)
        if index >= 5 and history.sizes[index] > 2 * median(history.sizes[max(0, index - 50) : index])
    }


def journedge_overtrading(history: History) -> set[str]:
    days = list(_by_span(history.entries, DAY).values())
    counts = [len(day) for day in days]
    if not counts:
        return set()
    limit = max(mean(counts) + 1.5 * pstdev(counts), mean(counts) + 2)
    return {one.id for day in days if len(day) > limit for one in day}


def temper_overtrading(history: History) -> set[str]:
    times = [entry.ts for entry in history.entries]
    return {
        entry.id
        for index, entry in enumerate(history.entries)
        if index - bisect_left(times, entry.ts - HOUR) > 200
    }


def tradetally_digest(history: History) -> set[str]:
    """Weeks of twenty trades or more of which fewer than two in five won; every entry of such a week."""
    flagged = set()
    for week, entries in _by_span(history.entries, WEEK).items():
        closes = [one for one in history.closes if one.ts // WEEK == week]
        if len(closes) >= 20 and sum(one.result > 0 for one in closes) < 0.4 * len(closes):
            flagged |= {entry.id for entry in entries}
    return flagged


def tradetally_late(history: History) -> set[str]:
    losers = [one for one in history.closes if one.result < 0]
    usual = mean(one.hold_ms for one in losers) if losers else 0
    return {one.id for one in losers if one.hold_ms > 1.5 * usual}


def temper_loss_aversion(history: History) -> set[str]:
    winners = [one for one in history.closes if one.result > 0]
    if not winners:
        return set()
    hold, win = median(one.hold_ms for one in winners), median(one.result for one in winners)
    return {one.id for one in history.closes if one.hold_ms > 8 * hold or -one.result > 4 * win}


def tradehabit_outsized_loss(history: History) -> set[str]:
    losses = [-one.result for one in history.closes if one.result < 0]
    limit = mean(losses) + pstdev(losses) if losses else 0
    return {one.id for one in history.closes if one.result < 0 and -one.result > limit}


def tradehabit_risk(history: History) -> set[str]:
    sizes = history.sizes
    limit = mean(sizes) + 1.5 * pstdev(sizes) if sizes else 0
    return {entry.id for entry, size in zip(history.entries, sizes, strict=True) if size > limit}


def needs_minute_bars(_history: History) -> set[str]:
    """Three minutes that rose by more than 1 %: accounts of the lab come with hours."""
    return set()


def _winning_streak(closes: Sequence[Close]) -> int:
    streak = 0
    for close in reversed(closes):
        if close.result <= 0:
            break
        streak += 1
    return streak


def _by_span(entries: Iterable[Decision], span: int) -> dict[int, list[Decision]]:
    """By number of the day or week."""
    spans: dict[int, list[Decision]] = {}
    for entry in entries:
        spans.setdefault(entry.ts // span, []).append(entry)
    return spans


RIVALS: dict[str, dict[str, Rule]] = {
    "fomo_chase": {"naive: z24 above 2": naive_chase, "TradeTally, chase": needs_minute_bars},
    "panic_sell": {
        "naive: z6 below -2 at a loss": naive_panic,
        "TradeHabit, outsized loss": tradehabit_outsized_loss,
    },
    "revenge_trade": {
        "naive: within an hour of a loss": naive_revenge,
        "Journedge": journedge_revenge,
        "Tradapt": tradapt_revenge,
        "TradeHabit": tradehabit_revenge,
        "Temper": temper_revenge,
        "TradeTally, real time": tradetally_revenge,
        "TradeTally, batch": tradetally_batch_revenge,
    },
    "overtrading": {
        "Journedge": journedge_overtrading,
        "Temper": temper_overtrading,
        "TradeTally, digest": tradetally_digest,
    },
    "averaging_down": {"naive: any add below cost": naive_averaging},
    "early_exit": {
        "naive: gain below the median loss": naive_early,
        "TradeTally, early winner": tradetally_early,
    },
    "size_drift": {
        "naive: twice the median of 50": naive_size,
        "TradeTally, overconfidence": tradetally_overconfidence,
        "TradeHabit, risk": tradehabit_risk,
    },
    "break_even": {
        "naive: result within .2 %": naive_break_even,
        "TradeTally, late loser": tradetally_late,
        "Temper, loss aversion": temper_loss_aversion,
    },
}
