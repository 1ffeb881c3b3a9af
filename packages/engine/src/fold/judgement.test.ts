import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marketOf, randomCandles, randomTrader, weighingModel } from '../../test/randomTrader.ts';
import { runsOf } from '../../test/runs.ts';
import type { Tag } from '../biases/tag.ts';
import type { Fill } from '../ledger/fill.ts';
import { NO_SOURCES } from '../ledger/ledger.ts';
import { utcDay } from '../money/day.ts';
import { emptyFold, foldFill } from './accountFold.ts';
import { peekAccount } from './accountPeek.ts';
import { loadFold, saveFold } from './foldCheckpoint.ts';
import { emptyOutput, type FoldSettings } from './foldOutput.ts';
import type { Judgement } from './judgement.ts';

// The mechanism is asked for, not the model: every tag is kept, and most count as shown.
const weighing = weighingModel();
const model = { ...weighing, thresholds: { ...weighing.thresholds, shown: 0.05 } };
const SYMBOLS = ['AAA-USD', 'BBB-USD'];
const candles = randomCandles(9, SYMBOLS, 2000);
const fills = randomTrader({ seed: 9, decisions: 700, notional: 5000, meanGapMs: 900_000 }, candles);
const sources = { ...NO_SOURCES, market: marketOf(candles) };
const settings = (judgements: readonly Judgement[]): FoldSettings => {
  return { model, sources, dayOf: utcDay, judgements };
};

interface Scored {
  ts: number;
  tag: Tag;
}

/** The whole history; `restart` goes through a saved checkpoint before that fill. */
function scored(judgements: readonly Judgement[], history: readonly Fill[] = fills, restart = -1): Scored[] {
  const output = emptyOutput();
  let fold = emptyFold();
  history.forEach((fill, index) => {
    if (index === restart) fold = loadFold(saveFold(fold)) ?? fold;
    foldFill(fold, fill, settings(judgements), output);
  });
  const all = [...output.scored, ...peekAccount(fold, settings(judgements)).output.scored];
  return all.flatMap(({ decision, tags }) => tags.map((tag) => ({ ts: decision.ts, tag })));
}

const plain = scored([]);
const middle = fills[Math.floor(fills.length / 2)]?.ts ?? 0;
const LABEL = 'fomo_chase';

function saidOf(verdict: Judgement['verdict'], count: number, ts = middle): Judgement[] {
  const judged = plain.filter(({ tag, ts: at }) => tag.label === LABEL && at < ts);
  expect(judged.length).toBeGreaterThanOrEqual(count);
  return judged.slice(0, count).map(({ tag }) => ({ ts, tradeId: tag.decisionId, label: LABEL, verdict }));
}

const ofLabel = (tags: readonly Scored[], from: number) =>
  tags.filter(({ tag, ts }) => tag.label === LABEL && ts >= from).map(({ tag }) => tag);

describe('a judgement', () => {
  it('changes nothing before it was said and no other label', () => {
    const disputed = scored(saidOf('dispute', 10));
    const untouched = ({ tag, ts }: Scored) => ts < middle || tag.label !== LABEL;
    expect(disputed.filter(untouched)).toEqual(plain.filter(untouched));
    expect(ofLabel(plain, middle).length).toBeGreaterThan(3);
    expect(ofLabel(disputed, middle)).not.toEqual(ofLabel(plain, middle));
  });

  it('lowers later tags of the label when disputed and raises them when agreed, the order kept', () => {
    const before = ofLabel(plain, middle).filter(({ confidence }) => confidence >= 0.05);
    const confidenceOf = (tags: readonly Tag[]) =>
      new Map(tags.map((tag) => [tag.decisionId, tag.confidence]));
    const lowered = confidenceOf(ofLabel(scored(saidOf('dispute', 10)), middle));
    const raised = confidenceOf(ofLabel(scored(saidOf('agree', 10)), middle));
    expect(before.length).toBeGreaterThan(0);
    for (const { decisionId, confidence } of before) {
      expect(lowered.get(decisionId) ?? 0).toBeLessThan(confidence);
      expect(raised.get(decisionId) ?? 0).toBeGreaterThan(confidence);
    }
  });

  it('weighs little alone: ten disputes against a calibration worth fifty', () => {
    const before = ofLabel(plain, middle).filter(({ confidence }) => confidence >= 0.05);
    const after = new Map(
      ofLabel(scored(saidOf('dispute', 10)), middle).map((tag) => [tag.decisionId, tag.confidence]),
    );
    expect(before.length).toBeGreaterThan(3);
    for (const { decisionId, confidence } of before) {
      expect(after.get(decisionId)).toBeGreaterThan(0.7 * confidence);
    }
  });

  it('is replaced by a later one of the same tag', () => {
    const first = saidOf('dispute', 10);
    const second = saidOf('agree', 10);
    expect(scored([...first, ...second])).toEqual(scored(second));
  });

  it('gives the same bytes in a replay as live, through a checkpoint at any fill', () => {
    const log = [...saidOf('dispute', 6), ...saidOf('agree', 3, middle + 3_600_000)];
    const whole = JSON.stringify(scored(log));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: fills.length - 1 }), (at) => {
        expect(JSON.stringify(scored(log, fills, at))).toBe(whole);
      }),
      { numRuns: runsOf(8), seed: 23 },
    );
  });

  it('said after the last fill leaves the history as it was, so nothing has to be scored again', () => {
    const last = fills.at(-1)?.ts ?? 0;
    expect(scored(saidOf('dispute', 5, last + 1))).toEqual(plain);
  });
});
