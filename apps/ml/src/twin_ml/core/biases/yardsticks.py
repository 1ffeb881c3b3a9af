"""What a decision adds to the own yardsticks: its beginning at once, its size when no fill can join it."""

import math

from twin_ml.core.biases import daily
from twin_ml.core.biases.candles import Market
from twin_ml.core.biases.exact import sum_in_order
from twin_ml.core.biases.outcomes import count_entry_after_exit, keep_closed_episode
from twin_ml.core.biases.situation import Situation, exposure_of, is_grown, is_inverse, mark_of
from twin_ml.core.biases.state import (
    NearCost,
    PendingDecision,
    PositionState,
    RecentStart,
    Sale,
    State,
)

JOIN_GAP_MS = 60_000
"""A decision can gain fills for this long after its last one."""
LARGE_FROM = 1.5
STREAK_FROM = 2
_HALF_HOUR_MS = 1_800_000
_HOUR_MS = 3_600_000
_DAY_MS = 86_400_000


def observe(s: Situation) -> None:
    state = s.state
    state.decisions += 1
    state.hours[s.ts // _HOUR_MS % 24] += 1
    if state.entries.since is None:
        state.entries.since = s.ts
    daily.note(state.days, s.is_entry, None if s.bars is None else s.bars.unrest)
    if s.is_entry:
        state.entries.count += 1
        state.entry_starts.append(s.ts)
        del state.entry_starts[:-51]
        count_entry_after_exit(state.exits, s.ts)
        _count_harvest(s.position, s.ts)
    recent = state.recent
    while recent and (len(recent) >= 64 or recent[0].ts < s.ts - _HALF_HOUR_MS):
        recent.pop(0)
    recent.append(RecentStart(s.ts, s.key, s.base, s.sign, None))
    state.starts.append(s.ts)
    del state.starts[:-51]
    _count_bars(s)
    state.pending.append(_pending(s))
    keep_closed_episode(s)


def settle_until(state: State, ts: int) -> None:
    """Lets decisions count whose fills are complete at `ts`, in the order in which they ended."""
    due = [decision for decision in state.pending if decision.end_ts + JOIN_GAP_MS < ts]
    if not due:
        return
    state.pending = [decision for decision in state.pending if decision.end_ts + JOIN_GAP_MS >= ts]
    for decision in sorted(due, key=lambda waiting: waiting.end_ts):
        position = state.positions.get(decision.key)
        if position is None:
            continue
        _remember_trade(position, decision)
        _move_exposure(state, position, decision)
        if decision.is_entry:
            _settle_entry(state, position, decision)
        else:
            _settle_exit(state, position, decision)
        for start in state.recent:
            if start.key == decision.key and start.ts == decision.ts:
                start.moved = decision.moved


def _count_harvest(position: PositionState, ts: int) -> None:
    """The first re-entry 30 to 32 days after a losing sale looks like the end of a wash-sale period."""
    if position.last_loss_ts is None:
        return
    if 30 <= (ts - position.last_loss_ts) / _DAY_MS < 32:
        position.harvests += 1
    position.last_loss_ts = None


def _count_bars(s: Situation) -> None:
    """The bars since the symbol's last decision are exposure to spikes, dips and own gains, or to none."""
    since, s.position.counted_to = s.position.counted_to, s.ts
    if s.bars is None:
        return
    for direction in (1,) if s.decision.instrument == "spot" else (1, -1):
        inside, outside = s.bars.bars_in_state("spike", direction, since)
        s.state.chase.expose(inside, outside)
    if s.qty_before == 0:
        return
    side = 1 if s.qty_before > 0 else -1
    s.state.dip.expose(*s.bars.bars_in_state("dip", side, since))
    if s.cost is not None:
        s.state.realised.expose(*s.bars.bars_beyond(s.cost, side, since))


def _pending(s: Situation) -> PendingDecision:
    gain = s.gain
    is_add = s.decision.kind == "increase"
    after_qty, after_cost = _position_after(s)
    return PendingDecision(
        end_ts=s.decision.end_ts,
        key=s.key,
        is_entry=s.is_entry,
        sign=s.sign,
        ts=s.ts,
        price=s.price,
        notional=s.notional,
        moved=s.moved,
        ln_risk=s.ln_risk if s.is_entry else None,
        ln_exposure=s.ln_exposure if s.is_entry else None,
        is_in_streak=s.is_entry and s.state.exits.streak.length >= STREAK_FROM,
        is_large=None if s.size_z is None else s.size_z >= LARGE_FROM,
        is_in_state=_is_in_state(s),
        is_below_cost=gain < 0 if is_add and gain else None,
        is_grown=is_grown(s) if s.is_entry else None,
        near_cost=_near_cost(s, gain),
        sale=_sale(s, gain),
        after_qty=after_qty,
        after_cost=after_cost,
    )


def _is_in_state(s: Situation) -> bool | None:
    """An entry into a spike of its direction, an exit out of a dip against it; None where not measured."""
    z6 = None if s.bars is None else s.bars.z(1, s.price)
    if s.bars is None or z6 is None:
        return None
    if not s.is_entry:
        return s.direction * z6 <= -1.5
    z24 = s.bars.z(2, s.price)
    return None if z24 is None else max(s.direction * z6, s.direction * z24) >= 1


def _position_after(s: Situation) -> tuple[float, float | None]:
    """Units and their average cost; a spot sale beyond the holding leaves nothing."""
    kind, qty = s.decision.kind, s.decision.qty
    after = s.qty_before + s.sign * qty
    if kind == "close" or (s.decision.instrument == "spot" and after <= 0):
        return 0.0, None
    if kind in {"open", "flip"}:
        return after, s.price
    if kind == "reduce" or s.cost is None:
        return after, s.cost
    return after, _mean_cost(s.key, (abs(s.qty_before), s.cost), (qty, s.price))


def _mean_cost(key: str, *lots: tuple[float, float]) -> float | None:
    """Where all units are worth what they are at their own prices: of inverse contracts the harmonic mean."""
    units = sum_in_order(qty for qty, _ in lots)
    if not is_inverse(key):
        return sum_in_order(qty * price for qty, price in lots) / units
    if any(price <= 0 for _, price in lots):
        return None
    return units / sum_in_order(exposure_of(key, qty, price) for qty, price in lots)


def _near_cost(s: Situation, gain: float | None) -> NearCost | None:
    """Whether an exit of half or more came out near the own cost, and how often its hold was there."""
    opened = s.decision.before.opened_ts
    if s.is_entry or s.closed_share < 0.5 or s.bars is None or opened is None or gain is None:
        return None
    atr = s.bars.atr14
    expected = None if s.cost is None else s.bars.share_near(s.cost, 0.25, opened)
    return None if atr is None or expected is None else NearCost(abs(gain) * s.price <= 0.25 * atr, expected)


def _sale(s: Situation, gain: float | None) -> Sale | None:
    """A sale with known result, and the chances of a gain or loss among the positions then open (Peto)."""
    if s.is_entry or not gain or s.qty_before == 0:
        return None
    gains, losses = s.paper_results()
    gains, losses = gains + (gain > 0), losses + (gain < 0)
    return Sale(gain > 0, s.bars is not None, gains / (gains + losses), losses / (gains + losses))


def track_targets(state: State, market: Market, ts: int) -> None:
    """Moves the target weight of every open position towards its share of the open exposure in its asset."""
    held = [(p, exposure_of(key, p.qty, mark_of(market, key, p, ts))) for key in state.open
            if (p := state.positions.get(key)) is not None]  # fmt: skip
    totals: dict[str, float] = {}
    for position, exposure in held:
        totals[position.quote] = totals.get(position.quote, 0.0) + exposure
    for position, exposure in held:
        total = totals[position.quote]
        if total > 0:
            target = position.target
            target.days = min(30, target.days + 1)
            target.weight += (exposure / total - target.weight) / target.days


def _remember_trade(position: PositionState, decision: PendingDecision) -> None:
    if decision.price > 0 and decision.notional > 0:
        position.trades.append((decision.sign, math.log(decision.price), math.log(decision.notional)))
        del position.trades[:-20]
    if decision.sign > 0:
        position.buys.append((decision.ts, decision.notional))
        del position.buys[:-11]


def _move_exposure(state: State, position: PositionState, decision: PendingDecision) -> None:
    quote = state.quote(position.quote)
    exposure = exposure_of(decision.key, decision.after_qty, decision.price)
    others = max(0.0, quote.gross - position.exposure) if state.open else 0.0
    quote.gross = others + exposure
    quote.gross_max = max(quote.gross_max, quote.gross)
    if decision.after_qty != 0 and position.qty == 0:
        state.open.append(decision.key)
    if decision.after_qty == 0 and position.qty != 0:
        state.open = [key for key in state.open if key != decision.key]
    position.qty = decision.after_qty
    position.cost = decision.after_cost
    position.price = decision.price
    position.exposure = exposure


def _settle_entry(state: State, position: PositionState, decision: PendingDecision) -> None:
    quote = state.quote(position.quote)
    if decision.notional > 0:
        size = math.log(decision.notional)
        quote.sizes.push(size)
        if not decision.is_in_streak:
            quote.calm_sizes.push(size)
    if decision.ln_risk is not None:
        quote.risks.push(decision.ln_risk)
    if decision.ln_exposure is not None:
        quote.exposures.push(decision.ln_exposure)
    if decision.is_large is not None:
        state.sizing.add(decision.is_in_streak, int(decision.is_large), 1)
    if decision.is_in_state is not None:
        state.chase.add(decision.is_in_state, 1, 0)
    position.growths = position.growths + 1 if decision.is_grown else 0
    if decision.is_below_cost is not None:
        state.adds.below += decision.is_below_cost
        state.adds.above += not decision.is_below_cost


def _settle_exit(state: State, position: PositionState, decision: PendingDecision) -> None:
    position.last_exit_price = decision.price
    if decision.near_cost is not None:
        state.near_cost.observed += decision.near_cost.is_near
        state.near_cost.expected += decision.near_cost.expected
    reductions = state.quote(position.quote).reductions
    reductions.append((decision.end_ts, decision.notional))
    while reductions[0][0] < decision.end_ts - _HOUR_MS:
        reductions.pop(0)
    if decision.is_in_state is not None:
        state.dip.add(decision.is_in_state, 1, 0)
    if decision.sale is None:
        return
    if decision.sale.has_bars:
        state.realised.add(decision.sale.is_gain, 1, 0)
    counts = state.disposition
    counts.observed_gains += decision.sale.is_gain
    counts.observed_losses += not decision.sale.is_gain
    counts.expected_gains += decision.sale.expected_gains
    counts.expected_losses += decision.sale.expected_losses
