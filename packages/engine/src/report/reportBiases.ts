import { readDecimal } from '@twin/shared/primitives/decimal';
import { LABELS, type Label } from '@twin/shared/primitives/label';
import { closedPrice } from '../biases/barFacts.ts';
import { type BiasModel, roundTo } from '../biases/model.ts';
import type { FoundTag } from '../biases/tag.ts';
import type { Decision } from '../ledger/decision.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Market } from '../market/candle.ts';
import { qValues } from '../stats/benjaminiHochberg.ts';
import { isCostLabel } from '../twin/alternative.ts';
import { type CostReading, patternCosts } from '../twin/patternCost.ts';
import type { BookedChange } from '../twin/twin.ts';
import { addsToLosersEvidence } from './addsToLosers.ts';
import { afterLossEvidence } from './afterLoss.ts';
import { afterStreakEvidence } from './afterStreak.ts';
import { type Assessment, assess, reportOf } from './assess.ts';
import type { BiasReport, Effect } from './biasReport.ts';
import { busyDaysEvidence } from './busyDays.ts';
import { closesOf, tradesOnly } from './closes.ts';
import { concentrationEvidence } from './concentration.ts';
import { dispositionSplits } from './dispositionSplits.ts';
import type { Evidence } from './evidence.ts';
import { finalPositions } from './finalPositions.ts';
import { heldBars } from './heldBars.ts';
import { holdingTimeEvidence } from './holdingTimes.ts';
import { breakEvenEvidence, chaseEvidence, panicEvidence } from './moments.ts';
import { type MarkLookup, odeanDays, type PositionAfter, positionsAfter, type SaleDay } from './odean.ts';
import { packageEffect } from './packageEffect.ts';
import { dispositionEvidence } from './saleChoice.ts';
import { saleHazards } from './saleHazard.ts';
import { falsePositiveRates } from './shuffledCopies.ts';
import { soldOffMonths } from './soldOffMonths.ts';
import { activityCosts } from './turnover.ts';

export interface ReportInput {
  model: BiasModel;
  /** In the order of their first fills, with the ledger after the last one. */
  decisions: readonly Decision[];
  ledger: Ledger;
  market: Market;
  tags: readonly FoundTag[];
  /** What the twin did differently; null leaves the costs out. */
  changes: readonly BookedChange[] | null;
}

const EXAMPLES = 5;
const NO_SHARE = 'It has no share of the cost: no single decision of it has an alternative.';

/**
 * What the whole history says about each pattern, one report per label in the order of LABELS. `points` leaves out
 * intervals and null models; verdicts then rest on the analytic errors.
 */
export function reportBiases(input: ReportInput, points = false): BiasReport[] {
  const history = tradedHistory(input);
  const evidence = evidenceOf(history);
  const falsePositives = points
    ? new Map<Label, number>()
    : falsePositiveRates(input.model, history.decisions, input.market, LABELS.length + 1);
  const assessed = LABELS.map((label, index): [Label, Assessment] => [
    label,
    assess(evidence[label], index + 1, points),
  ]);
  const others = points ? new Map<Label, Effect[]>() : otherEstimators(history, input.ledger);
  const costs = input.changes && patternCosts(input.changes, input.decisions, input.model);
  const corrected = qValues(assessed.map(([, { pValue }]) => pValue));
  return assessed.map(([label, assessment], index) => {
    const told = reportOf(assessment, corrected[index] ?? null);
    return {
      label,
      ...told,
      estimators: (others.get(label) ?? []).filter(({ estimator }) => estimator !== told.effect?.estimator),
      ...costOf(label, costs),
      falsePositiveRate: rateOf(falsePositives, label),
      examples: surest(input.tags, label).map(({ decisionId }) => decisionId),
    };
  });
}

/** The surest tags of a pattern; of two equally sure ones the earlier one comes first. */
function surest(tags: readonly FoundTag[], label: Label): FoundTag[] {
  const found: FoundTag[] = [];
  for (const tag of tags) {
    if (tag.label !== label) continue;
    let place = found.length;
    while (place > 0 && (found[place - 1]?.confidence ?? 0) < tag.confidence) place -= 1;
    if (place === EXAMPLES) continue;
    found.splice(place, 0, tag);
    if (found.length > EXAMPLES) found.pop();
  }
  return found;
}

function costOf(label: Label, costs: ReadonlyMap<Label, CostReading> | null): CostReading {
  if (!costs) return { cost: null, costNote: 'Costs were left out.' };
  if (!isCostLabel(label)) return { cost: null, costNote: NO_SHARE };
  return costs.get(label) ?? { cost: null, costNote: NO_SHARE };
}

/** The history without conversions of money, as the patterns read it. */
interface TradedHistory {
  decisions: readonly Decision[];
  market: Market;
  marks: MarkLookup;
  positions: readonly PositionAfter[];
  saleDays: readonly SaleDay[];
}

function tradedHistory({ decisions: all, ledger, market }: ReportInput): TradedHistory {
  const decisions = tradesOnly(all, market);
  const marks = marksOf(market);
  const positions = positionsAfter(decisions, finalPositions(ledger));
  return { decisions, market, marks, positions, saleDays: odeanDays(positions, marks) };
}

function otherEstimators(history: TradedHistory, ledger: Ledger): Map<Label, Effect[]> {
  const { decisions, market, marks, positions, saleDays } = history;
  const disposition = [
    ...saleHazards(saleDays, heldBars(positions, market), LABELS.length + 2),
    ...packageEffect(decisions, marks),
    ...dispositionSplits(saleDays, decisions, marks, LABELS.length + 3),
  ];
  return new Map<Label, Effect[]>([
    ['disposition_effect', disposition],
    ['panic_sell', soldOffMonths(decisions, marks)],
    ['overtrading', activityCosts(decisions, ledger)],
  ]);
}

function rateOf(rates: ReadonlyMap<Label, number>, label: Label): number | null {
  const rate = rates.get(label);
  return rate === undefined ? null : roundTo(rate, 6);
}

function evidenceOf({ decisions, market, positions, saleDays }: TradedHistory): Record<Label, Evidence> {
  const closes = closesOf(decisions);
  return {
    fomo_chase: chaseEvidence(decisions, market),
    panic_sell: panicEvidence(decisions, market),
    revenge_trade: afterLossEvidence(decisions, closes),
    overtrading: busyDaysEvidence(decisions, market),
    averaging_down: addsToLosersEvidence(decisions),
    early_exit: holdingTimeEvidence(closes),
    size_drift: afterStreakEvidence(decisions, closes),
    break_even: breakEvenEvidence(decisions, market),
    disposition_effect: dispositionEvidence(saleDays, () => heldBars(positions, market)),
    concentration: concentrationEvidence(decisions),
  };
}

/** The last closed candle, where there is one. */
function marksOf(market: Market): MarkLookup {
  return (symbol, ts) => {
    const close = closedPrice(market, symbol, ts);
    const reading = close === null ? null : readDecimal(String(close), { exponent: true, round: true });
    return reading?.ok ? reading.value : null;
  };
}
