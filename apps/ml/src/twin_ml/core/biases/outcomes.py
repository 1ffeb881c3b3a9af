"""Closed episodes: they count from their closing fill on, never before."""

from twin_ml.core.biases.situation import Situation
from twin_ml.core.biases.state import ExitState, LastExit, LastLoss, PendingEpisode, State, Streak

_HOUR_MS = 3_600_000
REENTRY_MS = 4 * _HOUR_MS
"""How long after an exit an entry counts as following it."""
_PACE_PRIOR = 20
"""Entries at the overall own pace, which the pace after wins begins with."""


def keep_closed_episode(s: Situation) -> None:
    episode = s.decision.closed_episode
    if episode is None:
        return
    # Without an own entry (coins from outside, carried dust) an episode has no result of its own.
    has_entry = episode.entry_price is not None
    gain = None
    if episode.entry_price and episode.exit_price is not None:
        gain = episode.exit_price / episode.entry_price - 1
        gain = gain if episode.is_long else -gain
    s.state.closing.append(
        PendingEpisode(
            closed_at=episode.closed_at,
            key=s.key,
            symbol=s.decision.symbol,
            quote=s.asset,
            pnl=episode.realised_pnl if has_entry else None,
            gain=gain,
            hold_ms=episode.hold_ms,
        )
    )


def learn_outcomes(state: State, ts: int) -> None:
    """Counts every episode that closed at `ts` or before, oldest first."""
    if state.closing:
        due = sorted((e for e in state.closing if e.closed_at <= ts), key=lambda e: e.closed_at)
        if due:
            state.closing = [e for e in state.closing if e.closed_at > ts]
        for episode in due:
            _learn(state, episode)
    _expose_until(state.exits, ts)


def count_entry_after_exit(exits: ExitState, ts: int) -> None:
    if exits.last is not None and ts - exits.last.ts <= REENTRY_MS:
        exits.reentry.add(exits.last.sign < 0, 1, 0)


def ln_reentry_risk(state: State, ts: int) -> float:
    """Entries in the 4 h after a losing exit against those after a winning one: ln (n1 + a) / (l0 E1 + a)."""
    entries = state.entries
    elapsed = 0 if entries.since is None else ts - entries.since
    pace = (entries.count + 1) / (elapsed + _HOUR_MS)
    return state.exits.reentry.ln_risk_from_pace(pace, _PACE_PRIOR)


def _learn(state: State, episode: PendingEpisode) -> None:
    exits = state.exits
    if episode.hold_ms is not None:
        exits.holds.push(episode.hold_ms)
    if not episode.pnl:
        return
    is_loss = episode.pnl < 0
    sign = -1 if is_loss else 1
    _expose_until(exits, episode.closed_at)
    exits.last = LastExit(episode.closed_at, sign)
    exits.counted_to = episode.closed_at
    exits.streak = Streak(sign, exits.streak.length + 1 if exits.streak.sign == sign else 1)
    if episode.hold_ms is not None:
        (exits.losing_holds if is_loss else exits.winning_holds).push(episode.hold_ms)
    if episode.gain is not None:
        (exits.losing_returns if is_loss else exits.winning_returns).push(episode.gain)
    if not is_loss:
        exits.wins += 1
        return
    exits.losses += 1
    state.quote(episode.quote).losses.push(-episode.pnl)
    exits.last_loss = LastLoss(episode.closed_at, episode.symbol, episode.quote, -episode.pnl)
    position = state.positions.get(episode.key)
    if position is not None:
        position.last_loss_ts = episode.closed_at


def _expose_until(exits: ExitState, ts: int) -> None:
    """Adds the time since the last exit, up to 4 h of it, to the exposure after exits of its outcome."""
    if exits.last is None:
        return
    begin, end = max(exits.counted_to, exits.last.ts), min(ts, exits.last.ts + REENTRY_MS)
    if end > begin:
        exits.reentry.add(exits.last.sign < 0, 0, end - begin)
    exits.counted_to = max(exits.counted_to, ts)
