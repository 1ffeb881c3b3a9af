import { type ModelThresholds, roundTo } from '../biases/model.ts';
import type { Tag } from '../biases/tag.ts';

/** What a person said of one tag. The log is an input of the fold: the same log gives the same bytes. */
export interface Judgement {
  /** When it was said, UTC milliseconds: it counts for decisions from then on. */
  ts: number;
  tradeId: string;
  label: string;
  verdict: 'agree' | 'dispute';
}

/** Number and mean confidence of the tags of a label that the person was shown so far. */
export interface ShownTags {
  n: number;
  sum: number;
}

/** By label; part of the fold's state. */
export type ShownByLabel = Map<string, ShownTags>;

/** How many judgements the calibration itself is worth. */
const PRIOR_WEIGHT = 50;

/**
 * The tags of one decision as the person's own judgements up to its time recalibrate them. Beta-binomial per label:
 * agreement expected from the mean confidence m of the tags shown, worth 50 judgements, becomes
 * (50·m + agreed) ÷ (50 + judged), and its odds over the odds of m multiply the odds of every new tag. Tags that fall
 * below the stored threshold are dropped. Source: design page science, section 3.3.
 */
export function recalibrate(
  tags: readonly Tag[],
  ts: number,
  log: readonly Judgement[],
  shown: ShownByLabel,
  thresholds: ModelThresholds,
): Tag[] {
  const counts = log.length === 0 || tags.length === 0 ? null : countsUntil(log, ts);
  const recalibrated: Tag[] = [];
  for (const tag of tags) {
    const confidence = counts ? adjusted(tag, counts, shown) : tag.confidence;
    if (tag.confidence >= thresholds.shown) addShown(shown, tag);
    if (confidence >= thresholds.stored) recalibrated.push({ ...tag, confidence });
  }
  return recalibrated;
}

interface Counts {
  agreed: number;
  judged: number;
}

/** The newest judgement of a tag counts, so a change of mind takes the older one away. */
function countsUntil(log: readonly Judgement[], ts: number): Map<string, Counts> {
  const newest = new Map<string, Judgement>();
  for (const judgement of log) {
    if (judgement.ts <= ts) newest.set(`${judgement.label}|${judgement.tradeId}`, judgement);
  }
  const counts = new Map<string, Counts>();
  for (const { label, verdict } of newest.values()) {
    const { agreed, judged } = counts.get(label) ?? { agreed: 0, judged: 0 };
    counts.set(label, { agreed: agreed + (verdict === 'agree' ? 1 : 0), judged: judged + 1 });
  }
  return counts;
}

function adjusted(
  { label, confidence }: Tag,
  counts: ReadonlyMap<string, Counts>,
  shown: ShownByLabel,
): number {
  const count = counts.get(label);
  const known = shown.get(label);
  if (!count || !known) return confidence;
  const mean = known.sum / known.n;
  if (!(mean < 1)) return confidence;
  const agreement = (PRIOR_WEIGHT * mean + count.agreed) / (PRIOR_WEIGHT + count.judged);
  if (agreement >= 1) return confidence;
  const ratio = odds(agreement) / odds(mean);
  return roundTo((confidence * ratio) / (confidence * ratio + 1 - confidence), 4);
}

function odds(probability: number): number {
  return probability / (1 - probability);
}

/** Before any judgement, so that a person's answers do not move what they are measured by. */
function addShown(shown: ShownByLabel, { label, confidence }: Tag): void {
  const known = shown.get(label);
  if (known) {
    known.n += 1;
    known.sum += confidence;
  } else shown.set(label, { n: 1, sum: confidence });
}
