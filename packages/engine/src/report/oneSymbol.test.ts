import { describe, expect, it } from 'vitest';
import { START } from '../../test/randomTrader.ts';
import type { Fill } from '../ledger/fill.ts';
import { replay } from '../ledger/replay.ts';
import { type CandleSeries, type Market, NO_MARKET } from '../market/candle.ts';
import { type Random, randomFrom } from '../stats/random.ts';
import { assess, reportOf } from './assess.ts';
import { finalPositions } from './finalPositions.ts';
import { heldBars } from './heldBars.ts';
import { odeanDays, positionsAfter } from './odean.ts';
import { dispositionEvidence } from './saleChoice.ts';

const HOUR_MS = 3_600_000;
const SYMBOL = 'SOL-USD';

interface Seller {
  seed: number;
  hours: number;
  /** Chance per hour to close at a loss; `ratio` times it at a gain. */
  hazard: number;
  ratio: number;
  /** Sells four times as readily after a rise within six hours, and hardly after a fall. */
  likesStrength?: boolean;
  isShort?: boolean;
  hoursPerCandle?: number;
  /** ln per hour. */
  drift?: number;
}

/** One position at a time in one symbol whose price is a random walk by the hour. */
function account(seller: Seller) {
  const { seed, hours, hazard, ratio, likesStrength, isShort, hoursPerCandle = 1, drift = 0 } = seller;
  const random = randomFrom(seed);
  const prices = [100];
  for (let hour = 1; hour < hours; hour += 1) {
    prices.push(round((prices[hour - 1] ?? 100) * Math.exp(drift + 0.006 * bell(random))));
  }
  const fills: Fill[] = [];
  let cost: number | null = null;
  for (let hour = 30; hour < hours; hour += 1) {
    const price = prices[hour] ?? 100;
    const rise = Math.log(price / (prices[hour - 6] ?? 100)) / 0.0147;
    const mood = !likesStrength ? 1 : rise > 1 ? 4 : rise < 0 ? 0.25 : 1;
    const isGain = cost !== null && (isShort ? price < cost : price > cost);
    const chance = cost === null ? 0.2 : hazard * mood * (isGain ? ratio : 1);
    if (random.next() >= chance) continue;
    const side = (cost === null) === !isShort ? 'buy' : 'sell';
    fills.push(fillOf(fills.length, side, price, START + hour * HOUR_MS + 60_000));
    cost = cost === null ? price : null;
  }
  return { ...replay(fills), market: marketOf(prices, hoursPerCandle) };
}

function round(price: number): number {
  return Math.round(price * 1e4) / 1e4;
}

/** About a standard normal. */
function bell(random: Random): number {
  return random.next() + random.next() + random.next() + random.next() - 2;
}

function fillOf(seq: number, side: Fill['side'], price: number, ts: number): Fill {
  const id = `f${String(seq).padStart(6, '0')}`;
  const plain = {
    account: 'main',
    instrument: 'margin',
    fee: 0n,
    feeAsset: null,
    startPosition: null,
  } as const;
  const exact = BigInt(Math.round(price * 1e4)) * 10n ** 14n;
  return {
    ...plain,
    id,
    symbol: SYMBOL,
    side,
    qty: 10n ** 18n,
    price: exact,
    ts,
    seq,
    orderId: id,
    orderType: null,
  };
}

function marketOf(prices: readonly number[], hoursPerCandle: number): Market {
  const closes = prices.filter((_, hour) => hour % hoursPerCandle === hoursPerCandle - 1);
  const column = (of: (close: number, place: number) => number) => Float64Array.from(closes, of);
  // The price of an hour is the close of the candle that ends with it.
  const lengthMs = hoursPerCandle * HOUR_MS;
  const series: CandleSeries = {
    symbol: SYMBOL,
    granularityMs: lengthMs,
    ts: column((_, place) => START + place * lengthMs - (hoursPerCandle === 1 ? HOUR_MS : 0)),
    open: column((close) => close),
    high: column((close) => close * 1.001),
    low: column((close) => close * 0.999),
    close: column((close) => close),
    volume: column(() => 1),
    aliasOf: null,
  };
  return { ...NO_MARKET, candles: (symbol) => (symbol === SYMBOL ? series : null) };
}

/** The p-value stands for the corrected one. */
function reportFor(seller: Seller, known: 'market' | 'nothing' = 'market') {
  const { decisions, ledger, market } = account(seller);
  const seen = known === 'market' ? market : NO_MARKET;
  const positions = positionsAfter(decisions, finalPositions(ledger));
  const saleDays = odeanDays(positions, () => null);
  const evidence = dispositionEvidence(saleDays, () => heldBars(positions, seen));
  const assessment = assess(evidence, 1, false);
  return { ...reportOf(assessment, assessment.pValue), estimator: evidence.estimator };
}

describe('the disposition effect of an account of one symbol', () => {
  it('is found by the hazards of its holds, named as such', () => {
    const report = reportFor({ seed: 1, hours: 24 * 200, hazard: 0.03, ratio: 4 });
    expect(report.verdict).toBe('supported');
    expect(report.needed).toBe(0);
    expect(report.pValue).toBeLessThan(0.01);
    expect(report.effect?.name).toContain('hazard');
    expect(report.effect?.estimator).toContain('logit');
    expect(report.effect?.ciLow).toBeGreaterThan(1.5);
    expect(report.effect?.ciLow).toBeLessThan(4);
    expect(report.effect?.ciHigh).toBeGreaterThan(4);
  });

  it('is found in shorts and over daily candles too', () => {
    const short = reportFor({ seed: 3, hours: 24 * 200, hazard: 0.03, ratio: 4, isShort: true });
    expect(short.verdict).toBe('supported');
    const daily = reportFor({ seed: 4, hours: 24 * 900, hazard: 0.002, ratio: 4, hoursPerCandle: 24 });
    expect(daily.verdict).toBe('supported');
    expect(daily.effect?.ciHigh).toBeLessThan(20);
  });

  it('is as clear as can be where no loss was ever sold, and has a lower end alone', () => {
    const report = reportFor({ seed: 5, hours: 24 * 500, hazard: 1e-9, ratio: 3e8, drift: 2e-4 });
    expect(report.n).toBeGreaterThanOrEqual(60);
    expect(report.verdict).toBe('supported');
    expect(report.effect?.ciLow).toBeGreaterThan(3);
    expect(report.effect?.ciHigh).toBeNull();
  });

  it('is hardly ever found in people who sell gains and losses alike, also when they sell into strength', () => {
    let supported = 0;
    let covered = 0;
    const accounts = 30;
    for (let seed = 1; seed <= accounts; seed += 1) {
      const seller = { seed, hours: 24 * 120, hazard: 0.06, ratio: 1, likesStrength: seed % 2 === 0 };
      const { verdict, effect } = reportFor(seller);
      if (verdict === 'supported') supported += 1;
      if ((effect?.ciLow ?? 9) <= 1 && (effect?.ciHigh ?? 0) >= 1) covered += 1;
    }
    expect(supported).toBeLessThanOrEqual(1);
    expect(covered).toBeGreaterThanOrEqual(accounts - 4);
  });

  it('needs what more of the same brings: closed holds up to 60', () => {
    const report = reportFor({ seed: 7, hours: 24 * 25, hazard: 0.06, ratio: 3 });
    expect(report.n).toBeGreaterThan(20);
    expect(report.n).toBeLessThan(60);
    expect(report).toMatchObject({ verdict: 'not_enough_data', needed: 60 - report.n });
    expect(report.effect?.estimator).toContain('an early signal');
  });

  it('is not known without candles: closed holds say nothing of when they were not closed', () => {
    const report = reportFor({ seed: 1, hours: 24 * 200, hazard: 0.03, ratio: 4 }, 'nothing');
    expect(report).toMatchObject({ verdict: 'not_enough_data', n: 0, needed: 60, effect: null });
  });
});
