import { formatDecimal, toNumber, ZERO } from '@twin/shared/primitives/decimal';
import type { BiasModel } from '../biases/model.ts';
import type { Decision } from '../ledger/decision.ts';
import { ALTERNATIVES, type Alternative, COST_LABELS, type CostLabel } from './alternative.ts';
import { type AssetCost, assetCosts, type DecisionCost } from './assetCost.ts';
import type { BookedChange } from './twin.ts';

export interface PatternCost extends AssetCost {
  alternative: Alternative;
  /**
   * Value and fees, in the same asset, if only this pattern were left out. What two patterns do together is in the alone
   * of both, so these do not add up.
   */
  alone: { value: string; fees: string };
  /** Flagged decisions without an alternative, so in no amount: no candles, or a cost that is not known. */
  unknown: number;
  /** The same in further assets: amounts are never summed across assets. */
  others: AssetCost[];
}

/** The cost of a pattern, or why there is none. */
export type CostReading = { cost: PatternCost; costNote: null } | { cost: null; costNote: string };

/** Draws of their own for every label. */
const SEED = 70_000;

/** The cost of every pattern that has an alternative: the twin's changes summed by label and asset. */
export function patternCosts(
  changes: readonly BookedChange[],
  decisions: readonly Decision[],
  { labels }: BiasModel,
): Map<CostLabel, CostReading> {
  const times = decisions.map(({ ts }) => ts);
  const assets = assetsByUse(changes);
  return new Map(
    COST_LABELS.map((label, index) => {
      const costs = assetCosts(costsOf(changes, label), times, SEED + index, labels[label].costStretch);
      costs.sort((a, b) => assets.indexOf(a.asset) - assets.indexOf(b.asset));
      return [label, readingOf(label, costs, changes)];
    }),
  );
}

/** The asset with the most changes first, so that the costs of all patterns are in the same one where they can. */
function assetsByUse(changes: readonly BookedChange[]): string[] {
  const uses = new Map<string, number>();
  for (const { asset } of changes) uses.set(asset, (uses.get(asset) ?? 0) + 1);
  return [...uses]
    .toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .map(([asset]) => asset);
}

function costsOf(changes: readonly BookedChange[], label: CostLabel): DecisionCost[] {
  const costs: DecisionCost[] = [];
  for (const change of changes) {
    if (change.kind === 'unknown' || change.label !== label) continue;
    const { flag, asset, isRunning } = change;
    const confidence = toNumber(flag.confidences.get(label) ?? ZERO);
    costs.push({
      decisionId: flag.decisionId,
      ts: flag.ts,
      asset,
      isRunning,
      confidence,
      isFound: flag.found.has(label),
      ...change.change,
    });
  }
  return costs;
}

function readingOf(
  label: CostLabel,
  [first, ...others]: readonly AssetCost[],
  changes: readonly BookedChange[],
): CostReading {
  const unknown = unknownOf(changes, label);
  if (first) {
    const alone = aloneOf(changes, label, first.asset);
    return { cost: { ...first, alternative: ALTERNATIVES[label], alone, unknown, others }, costNote: null };
  }
  if (unknown === 0) return { cost: null, costNote: 'No decision was flagged.' };
  const costNote =
    ALTERNATIVES[label] === 'hold'
      ? 'Holding on can only be valued with candles around the exits, and there are none.'
      : 'The cost of the flagged decisions is not known.';
  return { cost: null, costNote };
}

function aloneOf(changes: readonly BookedChange[], label: CostLabel, of: string): PatternCost['alone'] {
  let gross = ZERO;
  let fees = ZERO;
  for (const change of changes) {
    if (change.kind === 'unknown' || change.label !== label || change.asset !== of) continue;
    gross += change.alone.gross;
    fees += change.alone.fees;
  }
  return { value: formatDecimal(gross - fees), fees: formatDecimal(-fees) };
}

function unknownOf(changes: readonly BookedChange[], label: CostLabel): number {
  const decisions = new Set<string>();
  for (const change of changes) {
    if (change.kind !== 'unknown' || !change.flag.confidences.has(label)) continue;
    const isOfHold = change.reason === 'no_candles';
    if (isOfHold === (ALTERNATIVES[label] === 'hold')) decisions.add(change.flag.decisionId);
  }
  return decisions.size;
}
