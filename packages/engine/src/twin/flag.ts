import { type Decimal, multiplyDivide, ONE, toNumber, ZERO } from '@twin/shared/primitives/decimal';
import type { FoundTag } from '../biases/tag.ts';
import { emptyWindow, pushValue, windowMedian } from '../biases/trailingWindow.ts';
import { amountAsset } from '../ledger/contract.ts';
import { type Decision, isEntry } from '../ledger/decision.ts';
import { ALTERNATIVES, type Alternative, type CostLabel, isCostLabel } from './alternative.ts';
import { type OwnSizes, rememberSize, usualSize } from './ownSizes.ts';

/** A decision with patterns that have an alternative, and what the alternative needs to know of the own habits. */
export interface Flag {
  decisionId: string;
  /** Begin of the decision, UTC milliseconds. */
  ts: number;
  /** How sure each pattern is, in the order of the tags; those with the same alternative add up to 1 at most. */
  confidences: ReadonlyMap<CostLabel, Decimal>;
  /** Those that are found, not only possible. */
  found: ReadonlySet<CostLabel>;
  /** Share of an entry that no pattern brought about. */
  ownShare: Decimal;
  /** The usual own size as a share of this one, at most 1; 1 where there is no habit yet. */
  usualShare: Decimal;
  /** How long the twin goes on holding where a pattern brought about the exit. */
  holdMs: number;
}

const DAY_MS = 86_400_000;
const HOLDS = 50;
const HABIT_MINIMUM = 5;
/** Alternatives of several labels. */
const SHARED: readonly Alternative[] = ['skip', 'hold'];
/** Confidences have four places. */
const CONFIDENCE_UNIT: Decimal = ONE / 10_000n;

/**
 * The flagged decisions by id. Whatever was weighed counts by its confidence, however low, so that the sum of a
 * pattern over many decisions is what it should be expected to be: what is left out below a threshold would be missing
 * from it, and what lies above would stand for more than it is. But a pattern that was never found in this person
 * (from `foundFrom` on) changes nothing, so each begins with its first find.
 *
 * The habits are those before the decision: the median size of the last 30 entries in the same asset, those that a
 * pattern blew up counting by what is left of 1 without its confidence; the median time of
 * the last 50 closed positions and, for a gain taken early, of the last 50 that lost, which that pattern does not
 * shorten. With fewer than five of them the hold is a day.
 */
export function flagDecisions(
  decisions: readonly Decision[],
  tags: readonly FoundTag[],
  foundFrom: number,
): Map<string, Flag> {
  const weighed = confidencesByDecision(tags);
  const known = new Set<CostLabel>();
  const flags = new Map<string, Flag>();
  const habits = new Habits();
  for (const decision of decisions) {
    habits.turnTo(decision.ts);
    const confidences = ofKnown(weighed.get(decision.id), known, foundFrom);
    if (confidences.size > 0) {
      flags.set(decision.id, {
        decisionId: decision.id,
        ts: decision.ts,
        confidences,
        found: foundIn(confidences, foundFrom),
        ownShare: ONE - sumOf(confidences, 'skip'),
        usualShare: habits.usualShare(decision),
        holdMs: habits.holdMs(isEarlyExit(confidences)),
      });
    }
    habits.add(decision, confidences.get('size_drift') ?? ZERO);
  }
  return flags;
}

/** The confidences of patterns that were found by now, those with one alternative scaled down where they exceed 1. */
function ofKnown(
  weighed: ReadonlyMap<CostLabel, number> | undefined,
  known: Set<CostLabel>,
  foundFrom: number,
): Map<CostLabel, Decimal> {
  const confidences = new Map<CostLabel, Decimal>();
  for (const [label, confidence] of weighed ?? []) {
    if (confidence >= foundFrom) known.add(label);
    if (!known.has(label) || confidence <= 0) continue;
    confidences.set(label, BigInt(Math.round(confidence * 10_000)) * CONFIDENCE_UNIT);
  }
  for (const alternative of SHARED) {
    const sum = sumOf(confidences, alternative);
    if (sum <= ONE) continue;
    for (const [label, share] of confidences) {
      if (ALTERNATIVES[label] === alternative) confidences.set(label, multiplyDivide(share, ONE, sum));
    }
  }
  return confidences;
}

function foundIn(confidences: ReadonlyMap<CostLabel, Decimal>, foundFrom: number): Set<CostLabel> {
  return new Set([...confidences].flatMap(([label, share]) => (toNumber(share) >= foundFrom ? [label] : [])));
}

function sumOf(confidences: ReadonlyMap<CostLabel, Decimal>, alternative: Alternative): Decimal {
  let sum = ZERO;
  for (const [label, share] of confidences) if (ALTERNATIVES[label] === alternative) sum += share;
  return sum;
}

function isEarlyExit(confidences: ReadonlyMap<CostLabel, Decimal>): boolean {
  return (confidences.get('early_exit') ?? ZERO) > (confidences.get('panic_sell') ?? ZERO);
}

function confidencesByDecision(tags: readonly FoundTag[]): Map<string, Map<CostLabel, number>> {
  const found = new Map<string, Map<CostLabel, number>>();
  for (const { decisionId, label, confidence } of tags) {
    if (!isCostLabel(label)) continue;
    const known = found.get(decisionId) ?? new Map<CostLabel, number>();
    known.set(label, confidence);
    found.set(decisionId, known);
  }
  return found;
}

class Habits {
  private readonly sizes = new Map<string, OwnSizes>();
  private readonly holds = emptyWindow(HOLDS);
  private readonly losingHolds = emptyWindow(HOLDS);
  /** Closed positions whose closing fill lies after the decisions seen so far. */
  private closing: { closedAt: number; holdMs: number; isLoss: boolean }[] = [];

  /** Lets the positions count that were closed by then. */
  turnTo(ts: number): void {
    const due = this.closing.filter(({ closedAt }) => closedAt <= ts);
    if (due.length === 0) return;
    this.closing = this.closing.filter(({ closedAt }) => closedAt > ts);
    for (const { holdMs, isLoss } of due.toSorted((a, b) => a.closedAt - b.closedAt)) {
      pushValue(this.holds, holdMs);
      if (isLoss) pushValue(this.losingHolds, holdMs);
    }
  }

  /** `drift`: how sure it is that a pattern blew the size up. */
  add(decision: Decision, drift: Decimal): void {
    if (isEntry(decision) && decision.notional > ZERO) {
      const asset = amountAsset(decision);
      const own = this.sizes.get(asset) ?? { entries: [] };
      rememberSize(own, toNumber(decision.notional), toNumber(ONE - drift));
      this.sizes.set(asset, own);
    }
    const episode = decision.outcome.closedEpisode;
    if (!episode || episode.closedAt === null || episode.holdMs === null) return;
    const isLoss = episode.realisedPnl !== null && episode.realisedPnl < ZERO;
    this.closing.push({ closedAt: episode.closedAt, holdMs: episode.holdMs, isLoss });
  }

  usualShare(decision: Decision): Decimal {
    const own = this.sizes.get(amountAsset(decision));
    const usual = own && isEntry(decision) ? usualSize(own, HABIT_MINIMUM) : null;
    if (usual === null || decision.notional <= ZERO) return ONE;
    const share = Math.min(1, usual / toNumber(decision.notional));
    return BigInt(Math.round(share * 1_000_000)) * (ONE / 1_000_000n);
  }

  holdMs(isEarlyExit: boolean): number {
    const losing = isEarlyExit ? windowMedian(this.losingHolds, HABIT_MINIMUM) : null;
    return Math.round(losing ?? windowMedian(this.holds, HABIT_MINIMUM) ?? DAY_MS);
  }
}
