import { describe, expect, it } from 'vitest';
import { firstBarFrom, lastClosedBar } from './bars.ts';
import { createTimeReader } from './barTime.ts';
import type { CandleSeries } from './candle.ts';
import { createMarket } from './createMarket.ts';
import { readCandles } from './readCandles.ts';

const HOUR = 3_600_000;
const HEAD = 'ts,open,high,low,close,volume\n';

function read(body: string, granularityMs?: number): CandleSeries {
  const source = { symbol: 'BTC-USD', ...(granularityMs === undefined ? {} : { granularityMs }) };
  const reading = readCandles(HEAD + body, source);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.series;
}

function problemOf(text: string): { line: number; field: string; reason: string } | undefined {
  const reading = readCandles(text, { symbol: 'BTC-USD' });
  return reading.ok ? undefined : reading.problems[0];
}

describe('candle files', () => {
  it('are sorted by time, and an exact copy counts once', () => {
    const series = read(
      '2024-01-01T02:00:00Z,3,3,3,3,1\n2024-01-01T00:00:00Z,1,2,1,2,1\n1704067200,1,2,1,2,1\n',
    );
    expect([...series.ts]).toEqual([Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 1, 2)]);
    expect([...series.close]).toEqual([2, 3]);
    expect(series.granularityMs).toBe(2 * HOUR);
  });

  it('are refused when two bars of one moment contradict each other', () => {
    const text = `${HEAD}2024-01-01T00:00:00Z,1,2,1,2,1\n2024-01-01T00:00:00Z,1,2,1,1,1\n`;
    expect(problemOf(text)).toMatchObject({
      line: 3,
      field: 'ts',
      reason: 'differs from line 2 of the same time',
    });
  });

  it('name the line and field of what cannot be read', () => {
    expect(problemOf('time,open\n')).toMatchObject({ line: 1, field: 'ts,high,low,close,volume' });
    expect(problemOf(`${HEAD}2024-01-01 00:00,1,2,1,2,1\n`)).toMatchObject({ line: 2, field: 'ts' });
    expect(problemOf(`${HEAD}2024-02-31,1,2,1,2,1\n`)).toMatchObject({ line: 2, field: 'ts' });
    expect(problemOf(`${HEAD}1704067200,1,NaN,1,2,1\n`)).toMatchObject({ line: 2, field: 'high' });
    expect(problemOf(`${HEAD}1704067200,1,2,1.5,2,1\n`)).toMatchObject({ line: 2, field: 'high' });
    expect(problemOf(`${HEAD}1704067200,1,2,1,2\n`)).toMatchObject({ line: 2, field: 'volume' });
    expect(problemOf(HEAD)).toMatchObject({ reason: 'the file has no bars' });
  });

  it('are refused when bars come closer than their length', () => {
    const text = `${HEAD}1704067200,1,2,1,2,1\n1704069000,1,2,1,2,1\n`;
    const reading = readCandles(text, { symbol: 'BTC-USD', granularityMs: HOUR });
    expect(reading.ok ? null : reading.problems[0]?.line).toBe(3);
  });
});

describe('times', () => {
  it('are read with their zone, and refused without or where they do not exist', () => {
    const read = createTimeReader();
    const noon = Date.UTC(2024, 1, 29, 12);
    for (const text of ['2024-02-29T12:00:00Z', '2024-02-29 12:00Z', '2024-02-29T14:30:00.000+02:30']) {
      expect([text, read(text)]).toEqual([text, noon]);
    }
    expect(read('2024-02-29T07:00:00.250-0500')).toBe(noon + 250);
    expect([read('2024-02-29'), read('1709208000'), read('1709208000000')]).toEqual([
      noon - 12 * HOUR,
      noon,
      noon,
    ]);
    for (const text of [
      '2024-02-29T12:00:00',
      '2023-02-29',
      '2024-02-29T24:00Z',
      '2024-02-29T12:00+15:00',
      'x',
    ]) {
      expect([text, read(text)]).toEqual([text, null]);
    }
  });
});

describe('bars', () => {
  it('are known only once they are closed', () => {
    const series = read('1704067200,1,2,1,2,1\n1704070800,1,2,1,2,1\n1704078000,1,2,1,2,1\n');
    const begin = 1_704_067_200_000;
    expect(lastClosedBar(series, begin + HOUR - 1)).toBe(-1);
    expect(lastClosedBar(series, begin + HOUR)).toBe(0);
    expect(lastClosedBar(series, begin + 3 * HOUR)).toBe(1);
    expect(lastClosedBar(series, begin + 4 * HOUR)).toBe(2);
    expect(firstBarFrom(series, begin + 1)).toBe(1);
    expect(firstBarFrom(series, begin + 4 * HOUR)).toBe(3);
  });
});

describe('a market', () => {
  const series = read('1704067200,1,2,1,2,1\n1704070800,1,2,1,2,1\n');

  it('lends the candles of the same base in another dollar-like quote, and says so', () => {
    const market = createMarket([series]);
    expect(market.candles('BTC-USD')?.aliasOf).toBeNull();
    expect(market.candles('BTC-USDC')).toMatchObject({ symbol: 'BTC-USDC', aliasOf: 'BTC-USD' });
  });

  it('lends nothing across bases or to other quotes', () => {
    const market = createMarket([series]);
    expect(market.candles('BTC-EUR')).toBeNull();
    expect(market.candles('ETH-USD')).toBeNull();
  });

  it('prefers hourly bars', () => {
    const daily = { ...series, granularityMs: 24 * HOUR };
    expect(createMarket([daily, series]).candles('BTC-USD')?.granularityMs).toBe(HOUR);
    expect(createMarket([series, daily]).candles('BTC-USD')?.granularityMs).toBe(HOUR);
  });
});
