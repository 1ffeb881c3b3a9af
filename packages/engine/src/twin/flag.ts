import { type Decimal, ONE, toNumber, ZERO } from '@twin/shared/primitives/decimal';
import type { FoundTag } from '../biases/tag.ts';
import { emptyWindow, pushValue, windowMedian } from '../biases/trailingWindow.ts';
import { type Decision, isEntry } from '../ledger/decision.ts';
import { baseOf, quoteOf } from '../ledger/fill.ts';
import { type CostLabel, isCostLabel } from './alternative.ts';

/** A decision with patterns that have an alternative, and what the alternative needs to know of the own habits. */
export interface Flag {
  decisionId: string;
  /** Begin of the decision, UTC milliseconds. */
  ts: number;
  /** How sure each pattern is; only those that were found, in the order of the tags. */
  confidences: ReadonlyMap<CostLabel, Decimal>;
  /** The usual own size as a share of this one, at most 1; 1 where there is no habit yet. */
  usualShare: Decimal;
  /** How long the twin goes on holding where a pattern brought about the exit. */
  holdMs: number;
}

const DAY_MS = 86_400_000;
const SIZES = 30;
const HOLDS = 50;
const HABIT_MINIMUM = 5;
/** Confidences have four places. */
const CONFIDENCE_UNIT: Decimal = ONE / 10_000n;

/**
 * The flagged decisions by id. Every stored tag counts, weighted by its confidence, whether it is shown or not. The
 * habits are those before the decision: the median size of the last 30 entries in the same asset; the median
 * time of the last 50 closed positions and, for a gain taken early, of the last 50 that lost, which that pattern
 * does not shorten. With fewer than five of them the hold is a day.
 */
export function flagDecisions(decisions: readonly Decision[], tags: readonly FoundTag[]): Map<string, Flag> {
  const found = confidencesByDecision(tags);
  const flags = new Map<string, Flag>();
  const habits = new Habits();
  for (const decision of decisions) {
    habits.turnTo(decision.ts);
    const confidences = found.get(decision.id);
    if (confidences) {
      flags.set(decision.id, {
        decisionId: decision.id,
        ts: decision.ts,
        confidences,
        usualShare: habits.usualShare(decision),
        holdMs: habits.holdMs(confidences.has('early_exit')),
      });
    }
    habits.add(decision);
  }
  return flags;
}

function confidencesByDecision(tags: readonly FoundTag[]): Map<string, Map<CostLabel, Decimal>> {
  const found = new Map<string, Map<CostLabel, Decimal>>();
  for (const { decisionId, label, confidence } of tags) {
    if (!isCostLabel(label)) continue;
    const known = found.get(decisionId) ?? new Map<CostLabel, Decimal>();
    known.set(label, BigInt(Math.round(confidence * 10_000)) * CONFIDENCE_UNIT);
    found.set(decisionId, known);
  }
  return found;
}

class Habits {
  private readonly sizes = new Map<string, ReturnType<typeof emptyWindow>>();
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

  add(decision: Decision): void {
    if (isEntry(decision) && decision.notional > ZERO) {
      const window = this.sizes.get(assetOf(decision)) ?? emptyWindow(SIZES);
      pushValue(window, toNumber(decision.notional));
      this.sizes.set(assetOf(decision), window);
    }
    const episode = decision.outcome.closedEpisode;
    if (!episode || episode.closedAt === null || episode.holdMs === null) return;
    const isLoss = episode.realisedPnl !== null && episode.realisedPnl < ZERO;
    this.closing.push({ closedAt: episode.closedAt, holdMs: episode.holdMs, isLoss });
  }

  usualShare(decision: Decision): Decimal {
    const window = this.sizes.get(assetOf(decision));
    const usual = window && isEntry(decision) ? windowMedian(window, HABIT_MINIMUM) : null;
    if (usual === null || decision.notional <= ZERO) return ONE;
    const share = Math.min(1, usual / toNumber(decision.notional));
    return BigInt(Math.round(share * 1_000_000)) * (ONE / 1_000_000n);
  }

  holdMs(isEarlyExit: boolean): number {
    const losing = isEarlyExit ? windowMedian(this.losingHolds, HABIT_MINIMUM) : null;
    return Math.round(losing ?? windowMedian(this.holds, HABIT_MINIMUM) ?? DAY_MS);
  }
}

/** What the amounts of the decision are in. */
function assetOf({ instrument, symbol }: Decision): string {
  return instrument === 'inverse' ? baseOf(symbol) : quoteOf(symbol);
}
