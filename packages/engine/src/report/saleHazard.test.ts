import { describe, expect, it } from 'vitest';
import { START } from '../../test/randomTrader.ts';
import type { Fill } from '../ledger/fill.ts';
import { replay } from '../ledger/replay.ts';
import type { Market } from '../market/candle.ts';
import { createMarket } from '../market/createMarket.ts';
import { randomFrom } from '../stats/random.ts';
import { finalPositions } from './finalPositions.ts';
import { heldBars } from './heldBars.ts';
import { odeanDays, positionsAfter } from './odean.ts';
import { saleHazards } from './saleHazard.ts';

const DAY_MS = 86_400_000;
const SYMBOLS = ['A-USD', 'B-USD', 'C-USD', 'D-USD', 'E-USD'];

/** Daily prices are random walks; each day a position is sold with .06, `times` as often when it lies above its cost. */
function account(seed: number, times: number, symbols = SYMBOLS, days = 900) {
  const random = randomFrom(seed);
  const prices = symbols.map(() => 100);
  const costs: (number | null)[] = symbols.map(() => null);
  const fills: Fill[] = [];
  const history = new Map<string, bigint>();
  const closes: number[][] = symbols.map(() => []);
  for (let day = 0; day < days; day += 1) {
    symbols.forEach((symbol, i) => {
      const price = Math.round((prices[i] ?? 100) * Math.exp(0.06 * (random.next() - 0.5)) * 100) / 100;
      prices[i] = price;
      closes[i]?.push(price);
      const exact = BigInt(Math.round(price * 100)) * 10n ** 16n;
      history.set(`${symbol}|${day}`, exact);
      const cost = costs[i] ?? null;
      const isSold = cost !== null && random.next() < 0.06 * (price > cost ? times : 1);
      if (cost !== null && !isSold) return;
      costs[i] = isSold ? null : price;
      fills.push(
        fillOf(fills.length, symbol, isSold ? 'sell' : 'buy', exact, START + day * DAY_MS + i * 1000),
      );
    });
  }
  const markAt = (symbol: string, ts: number) =>
    history.get(`${symbol}|${Math.floor((ts - START) / DAY_MS)}`) ?? null;
  const { decisions, ledger } = replay(fills);
  const positions = positionsAfter(decisions, finalPositions(ledger));
  return saleHazards(odeanDays(positions, markAt), heldBars(positions, marketOf(symbols, closes)), 1);
}

/** Daily candles that go from one day's price to itself. */
function marketOf(symbols: readonly string[], closes: readonly number[][]): Market {
  const ts = Float64Array.from(closes[0] ?? [], (_, day) => START + day * DAY_MS);
  return createMarket(
    symbols.map((symbol, i) => {
      const close = Float64Array.from(closes[i] ?? []);
      const bars = { ts, open: close, high: close, low: close, close, volume: close };
      return { symbol, granularityMs: DAY_MS, aliasOf: null, ...bars };
    }),
  );
}

function fillOf(seq: number, symbol: string, side: Fill['side'], price: bigint, ts: number): Fill {
  const id = `f${String(seq).padStart(6, '0')}`;
  const plain = {
    account: 'main',
    instrument: 'spot',
    fee: 0n,
    feeAsset: null,
    startPosition: null,
  } as const;
  return { ...plain, id, symbol, side, qty: 10n ** 18n, price, ts, seq, orderId: id, orderType: null };
}

describe('the hazard ratios of sales', () => {
  it('both find that gains are sold 2.5 times as readily, and name their estimators', () => {
    const [peto, logit] = account(1, 2.5);
    expect(peto?.estimator).toContain('Peto');
    expect(logit?.estimator).toContain('logit');
    for (const effect of [peto, logit]) {
      expect(effect?.ciLow).toBeGreaterThan(1.5);
      expect(effect?.value).toBeGreaterThan(1.9);
      expect(effect?.value).toBeLessThan(3.3);
      expect(effect?.ciHigh).toBeLessThan(4);
    }
  });

  it('cover 1 for random sellers about as often as 95 % intervals should', () => {
    const covers = [0, 0];
    for (let seed = 1; seed <= 20; seed += 1) {
      account(seed, 1, SYMBOLS, 500).forEach(({ ciLow, ciHigh }, i) => {
        if ((ciLow ?? 9) <= 1 && (ciHigh ?? 0) >= 1) covers[i] = (covers[i] ?? 0) + 1;
      });
    }
    for (const count of covers) expect(count).toBeGreaterThanOrEqual(17);
  });

  it('are not drawn to 1 by days on which only gains or only losses stood, as with two symbols', () => {
    const ratios = [1, 2, 3, 4].map((seed) => account(seed, 2.5, ['A-USD', 'B-USD'], 3000)[0]?.value ?? 1);
    const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
    expect(mean).toBeGreaterThan(1.9);
    expect(mean).toBeLessThan(3.3);
  });

  it('say something of an account of one symbol, where nothing can be chosen and no sale day can be counted', () => {
    const effects = account(3, 2.5, ['A-USD'], 2000);
    expect(effects).toHaveLength(1);
    expect(effects[0]?.estimator).toContain('logit');
    expect(effects[0]?.ciLow).toBeGreaterThan(1.3);
  });
});
