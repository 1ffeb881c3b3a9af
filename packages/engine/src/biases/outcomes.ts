import { toNumber } from '@twin/shared/primitives/decimal';
import type { Decision, Episode } from '../ledger/decision.ts';
import { lnRiskFromPace } from './relativeRisk.ts';
import type { Scene } from './scene.ts';
import { type ClosedEpisode, type ExitState, quoteState, type ScorerState } from './state.ts';
import { pushValue } from './trailingWindow.ts';

const HOUR_MS = 3_600_000;
/** How long after an exit an entry counts as following it. */
const REENTRY_MS = 4 * HOUR_MS;
/** Entries after wins at which their own pace weighs as much as that of the whole history. */
const PACE_PRIOR = 20;
/** Begin of a history: one entry in an hour. */
const FIRST_PACE_MS = HOUR_MS;

/** Keeps the episode that the decision closed until its closing fill lies in the past. */
export function rememberClose(scene: Scene): void {
  const { decision, state, key, asset } = scene;
  const episode = decision.outcome.closedEpisode;
  if (!episode || episode.closedAt === null) return;
  state.closing.push({
    closedAt: episode.closedAt,
    key,
    symbol: decision.symbol,
    quote: asset,
    pnl: knownPnl(episode),
    gain: episodeGain(decision),
    holdMs: episode.holdMs,
  });
}

/** An episode without an own entry (coins from outside, carried dust) has no result of its own. */
function knownPnl({ realisedPnl, entryPrice }: Episode): number | null {
  return realisedPnl === null || entryPrice === null ? null : toNumber(realisedPnl);
}

function episodeGain({ outcome: { closedEpisode } }: Decision): number | null {
  if (!closedEpisode?.entryPrice || closedEpisode.exitPrice === null) return null;
  const change = toNumber(closedEpisode.exitPrice) / toNumber(closedEpisode.entryPrice) - 1;
  return closedEpisode.side === 'long' ? change : -change;
}

/** Lets every episode count that closed at `ts` or before, oldest first. */
export function learnOutcomes(state: ScorerState, ts: number): void {
  const { exits, closing } = state;
  const due = closing.filter(({ closedAt }) => closedAt <= ts);
  if (due.length > 0) {
    state.closing = closing.filter(({ closedAt }) => closedAt > ts);
    for (const episode of due.toSorted((a, b) => a.closedAt - b.closedAt)) learnOutcome(state, episode);
  }
  countReentryTime(exits, ts);
}

function learnOutcome(state: ScorerState, episode: ClosedEpisode): void {
  const { exits } = state;
  if (episode.holdMs !== null) pushValue(exits.holds, episode.holdMs);
  if (episode.pnl === null || episode.pnl === 0) return;
  countReentryTime(exits, episode.closedAt);
  const sign = episode.pnl < 0 ? -1 : 1;
  exits.last = { ts: episode.closedAt, sign };
  exits.countedTo = episode.closedAt;
  exits.streak = { sign, length: exits.streak.sign === sign ? exits.streak.length + 1 : 1 };
  if (episode.holdMs !== null) {
    pushValue(sign < 0 ? exits.losingHolds : exits.winningHolds, episode.holdMs);
  }
  if (episode.gain !== null) {
    pushValue(sign < 0 ? exits.losingReturns : exits.winningReturns, episode.gain);
  }
  if (sign > 0) {
    exits.wins += 1;
    return;
  }
  exits.losses += 1;
  const amount = -episode.pnl;
  pushValue(quoteState(state, episode.quote).losses, amount);
  exits.lastLoss = { ts: episode.closedAt, symbol: episode.symbol, quote: episode.quote, amount };
  const position = state.positions[episode.key];
  if (position) position.lastLossTs = episode.closedAt;
}

/** Adds the time since the last exit, up to 4 h of it, to the exposure after exits of its outcome. */
function countReentryTime(exits: ExitState, ts: number): void {
  const { last, reentry } = exits;
  if (!last) return;
  const until = Math.min(ts, last.ts + REENTRY_MS);
  const added = Math.max(0, until - Math.max(exits.countedTo, last.ts));
  if (last.sign < 0) reentry.exposureIn += added;
  else reentry.exposureOut += added;
  exits.countedTo = Math.max(exits.countedTo, ts);
}

/**
 * ln of the relative risk of entering in the 4 h after a losing exit against the 4 h after a winning one. How often the
 * person enters after wins is taken to be the pace of the whole history until entries enough say otherwise.
 */
export function lnReentryRisk({ exits, entries }: ScorerState): number {
  const elapsedMs = exits.countedTo - (entries.since ?? exits.countedTo);
  const pace = (entries.count + 1) / (elapsedMs + FIRST_PACE_MS);
  return lnRiskFromPace(exits.reentry, pace, PACE_PRIOR);
}

export function countReentry(exits: ExitState, ts: number): void {
  const { last, reentry } = exits;
  if (!last || ts - last.ts > REENTRY_MS) return;
  if (last.sign < 0) reentry.eventsIn += 1;
  else reentry.eventsOut += 1;
}
