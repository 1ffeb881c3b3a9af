import type { Decimal } from '@twin/shared/primitives/decimal';
import { DECISION_LABELS, type DecisionLabel } from '@twin/shared/primitives/label';
import { closedPrice } from '../biases/barFacts.ts';
import type { BiasModel } from '../biases/model.ts';
import { scoreHistory } from '../biases/scorer.ts';
import { shownTags } from '../biases/tag.ts';
import type { Decision } from '../ledger/decision.ts';
import type { Market } from '../market/candle.ts';
import { type Random, randomFrom, shuffle } from '../stats/random.ts';
import { blockOf, dayOf } from './evidence.ts';

const NEED_CANDLES: readonly DecisionLabel[] = ['fomo_chase', 'panic_sell', 'break_even'];
const DECISIONS = 5000;
const STEPS = 20_000;
const COPIES = 20;
const DECISIONS_MINIMUM = 20;

/**
 * How often the detectors show a tag, per decision, on copies of this very history whose decisions swapped their
 * times within 30 days: same hours, sizes, results and holds, nothing that could follow from anything. Over the
 * last 5,000 decisions. What a shuffle of times does not take away (the size of gains, adds below the cost) stays in
 * the copies, so for such labels the rate is near the own one: their detectors say what a trader does, not when.
 */
export function falsePositiveRates(
  model: BiasModel,
  decisions: readonly Decision[],
  market: Market,
  seed: number,
): Map<DecisionLabel, number> {
  const history = decisions.slice(-DECISIONS);
  const rates = new Map<DecisionLabel, number>();
  if (history.length < DECISIONS_MINIMUM) return rates;
  const copies = Math.max(1, Math.min(COPIES, Math.floor(STEPS / history.length)));
  const random = randomFrom(seed);
  const shown = new Map<DecisionLabel, number>();
  for (let copy = 0; copy < copies; copy += 1) {
    const shuffled = shuffledCopy(history, market, random);
    const tags = scoreHistory(model, shuffled, market, (ofOne) => shownTags(ofOne, model.thresholds));
    for (const { label } of tags) shown.set(label, (shown.get(label) ?? 0) + 1);
  }
  const hasCandles = history.some(({ symbol, ts }) => closedPrice(market, symbol, ts) !== null);
  for (const label of DECISION_LABELS) {
    if (!hasCandles && NEED_CANDLES.includes(label)) continue;
    rates.set(label, (shown.get(label) ?? 0) / (copies * history.length));
  }
  return rates;
}

/** The history with its times dealt anew within blocks of 30 days. */
export function shuffledCopy(history: readonly Decision[], market: Market, random: Random): Decision[] {
  const blocks = new Map<number, number[]>();
  history.forEach(({ ts }, place) => {
    const block = blockOf(dayOf(ts), 0);
    const known = blocks.get(block);
    if (known) known.push(place);
    else blocks.set(block, [place]);
  });
  const copy: Decision[] = [];
  for (const places of blocks.values()) {
    const drawn = [...places];
    shuffle(drawn, random);
    places.forEach((slot, index) => {
      const content = history[drawn[index] ?? slot];
      const time = history[slot];
      if (content && time) copy.push(movedTo(content, time.ts, market));
    });
  }
  return copy;
}

/** The decision at another time: prices follow the market, results and holding time stay. */
function movedTo(decision: Decision, ts: number, market: Market): Decision {
  const by = ts - decision.ts;
  const here = closedPrice(market, decision.symbol, decision.ts);
  const there = closedPrice(market, decision.symbol, ts);
  const scaled = (price: Decimal) =>
    here === null || there === null ? price : BigInt(Math.round((Number(price) * there) / here));
  const { before, outcome } = decision;
  const closed = outcome.closedEpisode;
  return {
    ...decision,
    ts,
    endTs: decision.endTs + by,
    vwap: scaled(decision.vwap),
    before: {
      ...before,
      avgCost: before.avgCost === null ? null : scaled(before.avgCost),
      openedTs: before.openedTs === null ? null : before.openedTs + by,
    },
    outcome: {
      ...outcome,
      closedEpisode: closed && {
        ...closed,
        openedAt: closed.openedAt + by,
        closedAt: closed.closedAt === null ? null : closed.closedAt + by,
      },
    },
  };
}
