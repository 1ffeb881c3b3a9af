import type { Fill } from '@twin/engine/ledger/fill';
import type { CandleSeries } from '@twin/engine/market/candle';
import { randomFrom } from '@twin/engine/stats/random';
import { formatDecimal } from '@twin/shared/primitives/decimal';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { randomCandles, randomTrader } from '../../../packages/engine/test/randomTrader.ts';
import { runsOf } from '../../../packages/engine/test/runs.ts';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson, scoresOf } from './support/testHouse.ts';
import { HEADER } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

const SYMBOLS = ['AAA-USD', 'BBB-USD', 'CCC-USD'];
const HOURS = 1_500;
const candles = [1, 2].map((seed) => randomCandles(seed, SYMBOLS, HOURS));

/** Labels seen in any run: a property of tags says nothing about a pattern that never came up. */
const found = new Set<string>();

/** A person's fills in up to three accounts, and how they come in: in which file each, and the files in which order. */
const arrivals = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  accounts: fc.integer({ min: 1, max: 3 }),
  meanGapMs: fc.constantFrom(600_000, 2_400_000, 7_200_000),
  /** Fills that stay together when they are dealt into files: 1 tears orders apart, many leave late stretches. */
  run: fc.constantFrom(1, 2, 7, 40),
  files: fc.integer({ min: 2, max: 6 }),
  /** Rows that come once more in the last file. */
  repeated: fc.integer({ min: 0, max: 30 }),
});

function rowOf({ id, ts, symbol, side, qty, price, orderId }: Fill, accounts: number): string {
  const account = `account ${SYMBOLS.indexOf(symbol) % accounts}`;
  const amounts = [formatDecimal(qty), formatDecimal(price), '0.01', 'USD'];
  return [id, new Date(ts).toISOString(), symbol, side, ...amounts, account, orderId ?? '', ''].join(',');
}

function fileOf(rows: readonly string[]): string {
  return [HEADER, ...rows].join('\n');
}

function candleFile({ ts, open, high, low, close, volume }: CandleSeries): string {
  const rows = [...ts].map((begin, bar) =>
    [new Date(begin).toISOString(), ...[open, high, low, close, volume].map((column) => column[bar])].join(),
  );
  return ['ts,open,high,low,close,volume', ...rows].join('\n');
}

async function personWith(market: readonly CandleSeries[]): Promise<Person> {
  const person = await registerPerson(house);
  for (const series of market) {
    const fields = { symbol: series.symbol, granularity: '1h' };
    const answer = await person.upload('/v1/market/candles', candleFile(series), fields);
    expect(answer.statusCode, answer.body).toBe(202);
  }
  return person;
}

describe('scores of fills that come in any order, in any files, late or twice', () => {
  afterAll(() => {
    const common = [
      'averaging_down',
      'early_exit',
      'fomo_chase',
      'overtrading',
      'panic_sell',
      'revenge_trade',
    ];
    expect([...found]).toEqual(expect.arrayContaining(common));
  });

  it('are those of the whole history in one file, to the last byte', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async ({ seed, accounts, meanGapMs, run, files, repeated }) => {
        const market = candles[seed % candles.length] ?? [];
        const trader = { seed, decisions: 160, notional: 5_000, meanGapMs, burstEveryDays: 3 };
        const rows = randomTrader(trader, market).map((fill) => rowOf(fill, accounts));
        const whole = await personWith(market);
        await whole.importFile(fileOf(rows));
        const expected = await scoresOf(database, whole.id);
        for (const { label } of expected.tags as { label: string }[]) found.add(label);

        const random = randomFrom(seed);
        const dealt: string[][] = Array.from({ length: files }, () => []);
        for (let begin = 0; begin < rows.length; begin += run) {
          dealt[random.below(files)]?.push(...rows.slice(begin, begin + run));
        }
        const late = await personWith(market);
        const filled = dealt.filter((part) => part.length > 0);
        for (const [index, part] of filled.entries()) {
          const again = index === filled.length - 1 ? rows.slice(0, repeated) : [];
          await late.importFile(fileOf([...new Set([...again, ...part])]));
        }
        expect(JSON.stringify(await scoresOf(database, late.id))).toBe(JSON.stringify(expected));
      }),
      { seed: 1, numRuns: runsOf(8) },
    );
  });
});
