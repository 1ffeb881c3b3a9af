import { isInverse } from '../ledger/book.ts';
import { isGrown } from './averagingDown.ts';
import { CLOSED_FROM, NEAR_ATR } from './breakEven.ts';
import { noteDecision } from './days.ts';
import { countReentry, rememberClose } from './outcomes.ts';
import { gainOf, openResults, type Scene } from './scene.ts';
import { LARGE_FROM, STREAK_FROM } from './sizeDrift.ts';
import type { PendingDecision } from './state.ts';

const RECENT_MS = 1_800_000;
const RECENT_STARTS = 64;
const STARTS_KEPT = 51;

const DAY_MS = 86_400_000;

/**
 * Puts the decision into the state. That it began is known at once; its size and price only count when no fill
 * can join it any more, its closed episode from the closing fill on.
 */
export function observe(scene: Scene): void {
  const { state, ts, isEntry } = scene;
  state.decisions += 1;
  const hour = Math.floor(ts / 3_600_000) % 24;
  state.hours[hour] = (state.hours[hour] ?? 0) + 1;
  state.entries.since ??= ts;
  noteDecision(state.days, isEntry, scene.bars?.unrest ?? null);
  if (isEntry) {
    state.entries.count += 1;
    keepLast(state.entryStarts, ts);
    countReentry(state.exits, ts);
    countHarvest(scene);
  }
  rememberStart(scene);
  countStateTime(scene);
  state.pending.push(pendingOf(scene));
  rememberClose(scene);
}

function rememberStart({ state, ts, key, base, sign }: Scene): void {
  while (state.recent.length >= RECENT_STARTS || (state.recent[0]?.ts ?? ts) < ts - RECENT_MS) {
    state.recent.shift();
  }
  state.recent.push({ ts, key, base, sign, moved: null });
  keepLast(state.starts, ts);
}

function keepLast(starts: number[], ts: number): void {
  starts.push(ts);
  if (starts.length > STARTS_KEPT) starts.shift();
}

/** A first re-entry 30 to 32 days after a losing sale looks like the end of a wash-sale period. */
function countHarvest({ position, ts }: Scene): void {
  if (position.lastLossTs === null) return;
  const days = (ts - position.lastLossTs) / DAY_MS;
  if (days >= 30 && days < 32) position.harvests += 1;
  position.lastLossTs = null;
}

/**
 * Adds the bars since the symbol's last decision to the exposure inside and outside of spikes and dips, and to what was
 * held above and below its cost.
 */
function countStateTime({ state, position, bars, ts, qtyBefore, cost, decision }: Scene): void {
  const from = position.countedTo;
  position.countedTo = ts;
  if (!bars) return;
  const directions = decision.instrument === 'spot' ? [1] : [1, -1];
  for (const direction of directions) {
    const spike = bars.spikeBars(from, direction);
    state.chase.exposureIn += spike.inside;
    state.chase.exposureOut += spike.outside;
  }
  if (qtyBefore === 0) return;
  const side = Math.sign(qtyBefore);
  const dip = bars.dipBars(from, side);
  state.dip.exposureIn += dip.inside;
  state.dip.exposureOut += dip.outside;
  if (cost === null) return;
  const held = bars.barsBeyond(cost, from, side);
  state.realised.exposureIn += held.inside;
  state.realised.exposureOut += held.outside;
}

function pendingOf(scene: Scene): PendingDecision {
  const { decision, isEntry, state } = scene;
  const gain = gainOf(scene);
  const { afterQty, afterCost } = after(scene, scene.qtyBefore + scene.sign * scene.quantity);
  return {
    endTs: decision.endTs,
    key: scene.key,
    isEntry,
    sign: scene.sign,
    ts: scene.ts,
    price: scene.price,
    notional: scene.notional,
    moved: scene.moved,
    lnRisk: isEntry ? scene.lnRisk : null,
    lnExposure: isEntry ? scene.lnExposure : null,
    isInStreak: isEntry && state.exits.streak.length >= STREAK_FROM,
    isLarge: scene.sizeZ === null ? null : scene.sizeZ >= LARGE_FROM,
    isInState: isEntry ? entersSpike(scene) : leavesDip(scene),
    isBelowCost: decision.kind === 'increase' && gain !== null && gain !== 0 ? gain < 0 : null,
    isGrown: isEntry ? isGrown(scene) : null,
    nearCost: isEntry ? null : nearCost(scene, gain),
    sale: saleOf(scene, gain),
    afterQty,
    afterCost,
  };
}

/** Position and its cost after the decision; spot sales beyond the holding leave nothing. */
function after(scene: Scene, qtyAfter: number): Pick<PendingDecision, 'afterQty' | 'afterCost'> {
  const { decision, cost, price } = scene;
  const closes = decision.kind === 'close' || (decision.instrument === 'spot' && qtyAfter <= 0);
  if (closes) return { afterQty: 0, afterCost: null };
  if (decision.kind === 'open' || decision.kind === 'flip') return { afterQty: qtyAfter, afterCost: price };
  if (decision.kind === 'reduce' || cost === null) return { afterQty: qtyAfter, afterCost: cost };
  return { afterQty: qtyAfter, afterCost: meanCost(scene, cost) };
}

/** Of what was held and what is added: the harmonic mean of inverse contracts, whose worth is units ÷ price. */
function meanCost({ key, qtyBefore, quantity, price }: Scene, cost: number): number | null {
  const held = Math.abs(qtyBefore);
  if (!isInverse(key)) return (held * cost + quantity * price) / (held + quantity);
  return cost > 0 && price > 0 ? (held + quantity) / (held / cost + quantity / price) : null;
}

function entersSpike({ bars, price, direction }: Scene): boolean | null {
  const z6 = bars?.z(1, price) ?? null;
  const z24 = bars?.z(2, price) ?? null;
  if (z6 === null || z24 === null) return null;
  return Math.max(direction * z6, direction * z24) >= 1;
}

function leavesDip({ bars, price, direction }: Scene): boolean | null {
  const z6 = bars?.z(1, price) ?? null;
  return z6 === null ? null : direction * z6 <= -1.5;
}

/** Whether an exit with a known path ended near the own cost, and how often a random moment of its hold would have. */
function nearCost(
  { bars, cost, price, closedShare, decision }: Scene,
  gain: number | null,
): PendingDecision['nearCost'] {
  const { openedTs } = decision.before;
  const atr = bars?.atr14 ?? null;
  if (!bars || atr === null || gain === null || cost === null || openedTs === null) return null;
  if (closedShare < CLOSED_FROM) return null;
  const expected = bars.shareNear(cost, NEAR_ATR, openedTs);
  return expected === null ? null : { isNear: Math.abs(gain) * price <= NEAR_ATR * atr, expected };
}

/** Expected shares of gains and losses in a random sale among the positions open at this moment (Peto). */
function saleOf(scene: Scene, gain: number | null): PendingDecision['sale'] {
  if (scene.isEntry || gain === null || gain === 0 || scene.qtyBefore === 0) return null;
  const others = openResults(scene);
  const gains = others.gains + (gain > 0 ? 1 : 0);
  const losses = others.losses + (gain < 0 ? 1 : 0);
  const atRisk = gains + losses;
  const [expectedGains, expectedLosses] = [gains / atRisk, losses / atRisk];
  return { isGain: gain > 0, hasBars: scene.bars !== null, expectedGains, expectedLosses };
}
