import { EXPERIMENTAL_LABELS } from '@twin/shared/primitives/label';
import { describe, expect, it } from 'vitest';
import { marketOf, randomCandles, randomTrader, START } from '../../../test/randomTrader.ts';
import type { Fill } from '../../ledger/fill.ts';
import { replay } from '../../ledger/replay.ts';
import { type Market, NO_MARKET } from '../../market/candle.ts';
import { reportExperiments } from './reportExperiments.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const UNIT = 10n ** 18n;

type Act = Pick<Fill, 'symbol' | 'side' | 'ts'> & { price: number; orderType?: Fill['orderType'] };

function fillsOf(acts: readonly Act[]): Fill[] {
  return acts.map(({ price, orderType = null, ...act }, seq) => ({
    ...act,
    ...{
      id: `f${String(seq).padStart(6, '0')}`,
      account: 'main',
      instrument: 'spot',
      seq,
      orderId: `o${seq}`,
    },
    ...{ qty: UNIT, price: BigInt(Math.round(price * 100)) * 10n ** 16n, fee: 0n, feeAsset: null },
    orderType,
    startPosition: null,
  }));
}

function reportOf(acts: readonly Act[], market: Market = NO_MARKET) {
  const { decisions } = replay(fillsOf(acts));
  return Object.fromEntries(reportExperiments(decisions, market).map((report) => [report.label, report]));
}

describe('the patterns on trial', () => {
  it('find order prices on round numbers, and not prices with any digits', () => {
    const orders = (price: (i: number) => number) =>
      Array.from({ length: 120 }, (_, i): Act => {
        const side = i % 2 ? 'sell' : 'buy';
        return { symbol: 'A-USD', side, ts: START + i * HOUR_MS, price: price(i), orderType: 'limit' };
      });
    const round = reportOf(orders((i) => (i % 3 ? 100 + (i % 5) : 100.37 + i / 100)));
    expect(round['round_number']).toMatchObject({ verdict: 'supported', n: 120, pValue: 0.001 });
    const any = reportOf(orders((i) => 100 + ((i * 7919) % 1000) / 100 + 0.01));
    expect(any['round_number']).toMatchObject({ verdict: 'not_supported' });
  });

  it('find an hour in which positions lose, and pay for the choice among hours where there is none', () => {
    const trips = (isLoss: (i: number) => boolean) =>
      Array.from({ length: 240 }, (_, i): Act[] => {
        const ts = START + i * DAY_MS + (i % 6) * 4 * HOUR_MS;
        const price = isLoss(i) ? 97 : 103;
        return [
          { symbol: 'A-USD', side: 'buy', ts, price: 100 },
          { symbol: 'A-USD', side: 'sell', ts: ts + HOUR_MS, price },
        ];
      }).flat();
    const hour = reportOf(trips((i) => (i % 6 === 2 ? i % 12 !== 2 || i % 24 === 2 : i % 5 === 0)))[
      'time_of_day'
    ];
    expect(hour?.effect?.name).toContain('8 h UTC');
    expect(hour).toMatchObject({ verdict: 'supported' });
    expect(reportOf(trips((i) => (i * 7919) % 11 < 4))['time_of_day']?.verdict).toBe('not_supported');
  });

  it('find re-entries only below the own last exit', () => {
    const [series] = randomCandles(3, ['A-USD'], 9000);
    if (!series) throw new Error('no candles');
    series.close.forEach((_, bar) => {
      series.close[bar] = 100 + 8 * Math.sin(bar / 30) + ((bar * 7919) % 100) / 50;
    });
    const acts = (wants: (isBelow: boolean, i: number) => boolean): Act[] => {
      const made: Act[] = [];
      let exit: number | null = null;
      for (let bar = 500; bar < 8200; bar += 3) {
        const price = series.close[bar] ?? 1;
        const ts = (series.ts[bar] ?? 0) + HOUR_MS;
        if (made.length % 2) {
          made.push({ symbol: 'A-USD', side: 'sell', ts, price });
          exit = price;
        } else if (exit === null || wants(price < exit, bar))
          made.push({ symbol: 'A-USD', side: 'buy', ts, price });
      }
      return made;
    };
    const market = marketOf([series]);
    const picky = reportOf(
      acts((isBelow) => isBelow),
      market,
    )['repurchase'];
    expect(picky).toMatchObject({ verdict: 'supported' });
    const any = reportOf(
      acts((_, bar) => bar % 2 === 0),
      market,
    )['repurchase'];
    expect(any).toMatchObject({ verdict: 'not_supported' });
  });

  it('find purchases of what rose most among the own symbols', () => {
    const symbols = ['A-USD', 'B-USD', 'C-USD', 'D-USD', 'E-USD', 'F-USD'];
    const candles = randomCandles(5, symbols, 6000);
    // F swings more than all others, so it always had the largest daily rise.
    const wild = candles[5];
    wild?.close.forEach((price, bar) => {
      wild.close[bar] = price * (1 + 0.2 * Math.sin(bar / 8));
    });
    const buys = (pick: (i: number) => string) =>
      Array.from({ length: 150 }, (_, i): Act => {
        return { symbol: pick(i), side: 'buy', ts: START + (i + 30) * DAY_MS, price: 100 };
      });
    const market = marketOf(candles);
    const taste = reportOf(
      buys((i) => (i % 2 ? 'F-USD' : (symbols[(i / 2) % 6] ?? ''))),
      market,
    )['lottery'];
    expect(taste).toMatchObject({ verdict: 'supported' });
    const any = reportOf(
      buys((i) => symbols[i % 6] ?? ''),
      market,
    )['lottery'];
    expect(any).toMatchObject({ verdict: 'not_supported' });
  });

  it('support hardly anything of unbiased traders, in a family of their own', () => {
    let supported = 0;
    for (let seed = 1; seed <= 10; seed += 1) {
      const candles = randomCandles(seed, ['A-USD', 'B-USD', 'C-USD', 'D-USD', 'E-USD'], 4000);
      const trader = { seed, decisions: 500, notional: 5000, meanGapMs: 3 * HOUR_MS };
      const { decisions } = replay(randomTrader(trader, candles));
      const reports = reportExperiments(decisions, marketOf(candles));
      expect(reports.map(({ label }) => label)).toEqual([...EXPERIMENTAL_LABELS]);
      supported += reports.filter(({ verdict }) => verdict === 'supported').length;
    }
    expect(supported).toBeLessThanOrEqual(1);
  });
});
