import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type Decimal, decimal, ZERO } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import type { Fill } from '../ledger/fill.ts';
import { replay } from '../ledger/replay.ts';
import { bootstrapByDay } from '../stats/clusterBootstrap.ts';
import { finalPositions } from './finalPositions.ts';
import { dispositionEffect, dispositionError, odeanDays, positionsAfter } from './odean.ts';
import { meanEffect, packageCounts } from './packageCounts.ts';

const folder = fileURLToPath(new URL('../../../../../shared/data/disposition/', import.meta.url));
const isHere = existsSync(folder);
/** Mean over assets as the package's own results give it. */
const PACKAGE_EFFECT: Record<string, number> = {
  '44382': 0.4918,
  '46Z68': 0.6706,
  '4Q17Z': -0.1678,
  QZ31Q: -0.2149,
  QZNZN: -0.009,
};
const INVESTORS = ['44382', '46Z68', '4Q17Z', 'QZ31Q', 'QZNZN'];

function rows(name: string): Record<string, string>[] {
  if (!isHere) return [];
  const bytes = readFileSync(folder + name);
  const [head = '', ...lines] = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes)
    .toString()
    .trim()
    .split(/\r?\n/);
  const names = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((column, index) => [column, cells[index] ?? '']));
  });
}

const transactions = rows('transactions.csv');
const prices = new Map(
  rows('prices.csv.gz').map((row) => [`${row['asset']}|${Date.parse(row['ts'] ?? '')}`, row['price'] ?? '']),
);

function fillsOf(investor: string): Fill[] {
  return transactions
    .filter((row) => row['investor'] === investor && Number(row['quantity']) !== 0)
    .map((row, seq) => ({
      id: `${investor}-${String(seq).padStart(5, '0')}`,
      account: investor,
      symbol: `${row['asset']}-EUR`,
      instrument: 'margin',
      side: row['type'] === 'B' ? 'buy' : 'sell',
      qty: decimal(row['quantity'] ?? ''),
      price: decimal(row['price'] ?? ''),
      fee: ZERO,
      feeAsset: null,
      ts: Date.parse(row['ts'] ?? ''),
      seq,
      orderId: null,
      orderType: null,
      startPosition: null,
    }));
}

function markAt(symbol: string, ts: number): Decimal | null {
  const price = prices.get(`${symbol.slice(0, -4)}|${ts}`);
  return price === undefined ? null : decimal(price);
}

function saleDays(investor: string) {
  const { decisions, ledger } = replay(fillsOf(investor));
  return odeanDays(positionsAfter(decisions, finalPositions(ledger)), markAt);
}

describe('the disposition effect of real investors', () => {
  if (!isHere) it.skip('needs the folder ../shared/data/disposition, which is not here', () => {});

  it.skipIf(!isHere).each(INVESTORS)('of %s has the expected Odean counts on every sale day', (investor) => {
    const expected = rows('expected_odean_days.csv').filter((row) => row['investor'] === investor);
    const own = saleDays(investor).map((day) => ({
      investor,
      day: new Date(day.day * 86_400_000).toISOString().slice(0, 10),
      RG: String(day.realisedGains),
      RL: String(day.realisedLosses),
      PG: String(day.paperGains),
      PL: String(day.paperLosses),
    }));
    expect(own).toEqual(expected);
  });

  it.skipIf(!isHere).each(INVESTORS)('of %s has the expected sum, error and interval', (investor) => {
    const expected = rows('expected_odean.csv').find((row) => row['investor'] === investor) ?? {};
    const days = saleDays(investor).map((day) => [
      day.realisedGains,
      day.realisedLosses,
      day.paperGains,
      day.paperLosses,
    ]);
    const sums = [0, 1, 2, 3].map((column) => days.reduce((sum, day) => sum + (day[column] ?? 0), 0));
    expect(sums.map(String)).toEqual([expected['RG'], expected['RL'], expected['PG'], expected['PL']]);
    expect(dispositionEffect(sums)).toBeCloseTo(Number(expected['DE']), 6);
    expect(dispositionError(sums)).toBeCloseTo(Number(expected['DE_se_odean']), 6);
    const interval = bootstrapByDay(days, dispositionEffect, 1);
    expect(Math.abs((interval?.low ?? 9) - Number(expected['DE_ci95_low']))).toBeLessThan(0.01);
    expect(Math.abs((interval?.high ?? 9) - Number(expected['DE_ci95_high']))).toBeLessThan(0.01);
  });

  it.skipIf(!isHere).each(INVESTORS)(
    'of %s by method "package" has the counts of the R package',
    (investor) => {
      const trades = transactions
        .filter((row) => row['investor'] === investor)
        .map((row) => ({
          asset: row['asset'] ?? '',
          side: row['type'] === 'B' ? ('buy' as const) : ('sell' as const),
          qty: Number(row['quantity']),
          price: Number(row['price']),
          ts: Date.parse(row['ts'] ?? ''),
        }));
      const counts = packageCounts(trades, (asset, ts) => {
        const price = prices.get(`${asset}|${ts}`);
        return price === undefined ? null : Number(price);
      });
      const own = counts.map(({ asset, ...count }) => [
        asset,
        count.realisedGains,
        count.realisedLosses,
        count.paperGains,
        count.paperLosses,
      ]);
      const expected = rows('expected_counts.csv')
        .filter((row) => row['investor'] === investor)
        .map((row) => [row['asset'], ...['RG', 'RL', 'PG', 'PL'].map((name) => Number(row[name]))]);
      const byAsset = (list: (string | number | undefined)[][]) =>
        list.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
      expect(byAsset(own)).toEqual(byAsset(expected));
      expect(meanEffect(counts)).toBeCloseTo(PACKAGE_EFFECT[investor] ?? Number.NaN, 4);
    },
  );
});
