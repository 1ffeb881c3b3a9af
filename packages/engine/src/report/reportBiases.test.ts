import { LABELS } from '@twin/shared/primitives/label';
import { describe, expect, it } from 'vitest';
import { committedModel, marketOf, randomCandles, randomTrader, START } from '../../test/randomTrader.ts';
import { scoreHistory } from '../biases/scorer.ts';
import type { Fill } from '../ledger/fill.ts';
import { replay } from '../ledger/replay.ts';
import { type Market, NO_MARKET } from '../market/candle.ts';
import { randomFrom } from '../stats/random.ts';
import { chaseEvidence } from './moments.ts';
import { reportBiases } from './reportBiases.ts';

const SYMBOLS = ['AAA-USD', 'BBB-USD', 'CCC-USD', 'DDD-USD'];
const HOUR_MS = 3_600_000;
const model = committedModel();

function reportOf(fills: readonly Fill[], market: Market, points = false) {
  const history = replay(fills);
  return reportBiases(
    { ...history, model, market, tags: scoreHistory(model, history.decisions, market), changes: null },
    points,
  );
}

function unbiased(seed: number, decisions: number) {
  const candles = randomCandles(seed, SYMBOLS, 4000);
  const fills = randomTrader({ seed, decisions, notional: 5000, meanGapMs: 3 * HOUR_MS }, candles);
  return { fills, market: marketOf(candles) };
}

/** The next entry an hour after each loss, a day after each win; sizes and results follow no result. */
function chasingLosses(closes: number): Fill[] {
  const fills: Fill[] = [];
  let ts = START;
  const trade = (side: Fill['side'], price: number, at: number, qty: number) =>
    fills.push({
      id: `c${String(fills.length).padStart(5, '0')}`,
      account: 'main',
      symbol: 'AAA-USD',
      instrument: 'spot',
      side,
      qty: BigInt(qty) * 10n ** 18n,
      price: BigInt(price) * 10n ** 18n,
      fee: 0n,
      feeAsset: null,
      ts: at,
      seq: fills.length,
      orderId: `o${fills.length}`,
      orderType: null,
      startPosition: null,
    });
  for (let i = 0; i < closes; i += 1) {
    const isLoss = (i * 7) % 3 === 0;
    const qty = 3 + ((i * 5) % 4);
    trade('buy', 100, ts, qty);
    trade('sell', isLoss ? 95 : 104, ts + 5 * HOUR_MS, qty);
    ts += 5 * HOUR_MS + (isLoss ? HOUR_MS : 24 * HOUR_MS);
  }
  return fills;
}

describe('the account report', () => {
  it('names every label once and gives the same bytes again', () => {
    const { fills, market } = unbiased(3, 300);
    const report = reportOf(fills, market);
    expect(report.map(({ label }) => label)).toEqual([...LABELS]);
    expect(JSON.stringify(reportOf(fills, market))).toBe(JSON.stringify(report));
  });

  it('shows no effect below 20 observations and no verdict below 60', () => {
    for (const report of reportOf(unbiased(4, 120).fills, NO_MARKET)) {
      if (report.n < 20) expect(report.effect).toBeNull();
      if (report.n < 60) expect(report.verdict).toBe('not_enough_data');
      expect(report.verdict === 'not_enough_data').toBe(report.needed > 0);
      expect(report.cost).toBeNull();
    }
  });

  it('shows an early signal within its own interval, both of them drawn towards no effect', () => {
    const report = reportOf(chasingLosses(45), NO_MARKET).find(({ label }) => label === 'revenge_trade');
    const { ciLow, ciHigh, estimator } = report?.effect ?? {};
    const value = report?.effect?.value ?? 0;
    expect(estimator).toContain('an early signal');
    expect(ciLow ?? Number.NaN).toBeLessThan(value);
    expect(ciHigh ?? Number.NaN).toBeGreaterThan(value);
    const unshrunk = reportOf(chasingLosses(150), NO_MARKET).find(({ label }) => label === 'revenge_trade');
    expect(value).toBeLessThan(unshrunk?.effect?.value ?? Number.NaN);
  });

  it('supports hardly any behaviour of unbiased traders', () => {
    let supported = 0;
    let verdicts = 0;
    for (let seed = 1; seed <= 12; seed += 1) {
      const { fills, market } = unbiased(seed, 400);
      for (const { label, verdict } of reportOf(fills, market)) {
        if (label === 'concentration' || verdict === 'not_enough_data') continue;
        verdicts += 1;
        if (verdict === 'supported') supported += 1;
      }
    }
    expect(verdicts).toBeGreaterThan(60);
    expect(supported / verdicts).toBeLessThan(0.05);
  });

  it('draws the moments of a single day anew for every draw', () => {
    const { fills, market } = unbiased(7, 400);
    const first = replay(fills).decisions[200];
    const day = Math.floor((first?.ts ?? 0) / 86_400_000);
    const ofDay = replay(fills).decisions.filter(({ ts }) => Math.floor(ts / 86_400_000) === day);
    const once = ofDay.flatMap((decision) => Array.from({ length: 10 }, () => decision));
    const model = chaseEvidence(once, market).nullModel?.();
    const random = randomFrom(1);
    const draws = new Set(Array.from({ length: 200 }, () => model?.draw(random)));
    expect(draws.size).toBeGreaterThan(1);
  });

  it('supports revenge where entries follow losses faster than wins, with its surest decisions', () => {
    const report = reportOf(chasingLosses(150), NO_MARKET).find(({ label }) => label === 'revenge_trade');
    expect(report).toMatchObject({ verdict: 'supported', n: 149, needed: 0, pValue: 0.001 });
    expect(report?.effect?.value).toBeGreaterThan(2);
    expect(report?.effect?.ciLow).toBeGreaterThan(1.2);
    expect(report?.examples).toHaveLength(5);
  });

  it('gives point estimates without intervals, tests and false-positive rates when asked', () => {
    for (const report of reportOf(unbiased(5, 400).fills, NO_MARKET, true)) {
      expect([report.pValue, report.qValue, report.falsePositiveRate]).toEqual([null, null, null]);
      expect(report.effect?.ciLow ?? null).toBeNull();
    }
  });
});
