import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, registerPerson } from './support/testHouse.ts';
import { HEADER, writtenHistory } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

describe('candles', () => {
  const bars = Array.from({ length: 400 }, (_, hour) => {
    const close = 100 + 5 * Math.sin(hour / 9);
    const time = new Date(Date.UTC(2024, 0, 1) + hour * 3_600_000).toISOString();
    return `${time},${close - 0.2},${close + 1},${close - 1},${close},12.5`;
  });
  const candleFile = ['ts,open,high,low,close,volume', ...bars.slice(0, 200), ...bars.slice(203)].join('\n');

  it('are stored, listed with their gaps, and the scores follow', async () => {
    const person = await registerPerson(house);
    await person.importFile(writtenHistory({ fills: 200, symbols: ['BTC-USD'] }));
    const answer = await person.upload('/v1/market/candles', candleFile, {
      symbol: 'BTC-USD',
      granularity: '1h',
    });
    expect(answer.json()).toMatchObject({ bars: 397, changed: 397 });
    await house.drain();
    const list = await person.get<{ source: string; candles: unknown[]; gaps: unknown[] }>(
      '/v1/market/candles?symbol=BTC-USD&granularity=1h',
    );
    expect(list.candles).toHaveLength(397);
    expect(list.gaps).toEqual([{ from: '2024-01-09T08:00:00.000Z', to: '2024-01-09T11:00:00.000Z' }]);
    const { items } = await person.get<{ items: { mae: number | null }[] }>('/v1/episodes?limit=500');
    expect(items.some(({ mae }) => mae !== null)).toBe(true);
    const again = await person.upload('/v1/market/candles', gzipSync(candleFile), {
      symbol: 'BTC-USD',
      granularity: '1h',
    });
    expect(again.json()).toMatchObject({ changed: 0 });
    expect(house.queue.waiting).toEqual([]);
  });

  it('of a file are shown where a venue has none', async () => {
    const person = await registerPerson(house);
    await person.importFile(writtenHistory({ fills: 200, symbols: ['BTC-USD'] }));
    await query(
      database.adminUrl,
      `INSERT INTO "CandleSeries" (id, "userId", symbol, "granularityMs", source) VALUES ($1, $1, 'BTC-USD', 3600000, 'coinbase')`,
      [person.id],
    );
    await person.upload('/v1/market/candles', candleFile, { symbol: 'BTC-USD', granularity: '1h' });
    const { items } = await person.get<{ items: { decisionId: string; ts: string }[] }>(
      '/v1/trades?limit=500',
    );
    const within = items.find(({ ts }) => ts > '2024-01-05' && ts < '2024-01-08');
    const decision = await person.get<{ candles: unknown[] }>(`/v1/decisions/${within?.decisionId}`);
    expect(decision.candles).toHaveLength(96);
    const episodes = await person.get<{ items: { id: string }[] }>('/v1/episodes?limit=500');
    const first = episodes.items.at(-1);
    const position = await person.get<{ candles: unknown[] }>(`/v1/episodes/${first?.id}`);
    expect(position.candles.length).toBeGreaterThan(24);
  });

  it.each([
    ['no candle file', `${HEADER}\n`, { symbol: 'BTC-USD', granularity: '1h' }, 422, 'CANDLES_UNREADABLE'],
    [
      'a broken zip',
      gzipSync(candleFile).subarray(0, 40),
      { symbol: 'BTC-USD', granularity: '1h' },
      422,
      'CANDLES_UNREADABLE',
    ],
    ['no granularity', candleFile, { symbol: 'BTC-USD' }, 400, 'INVALID_INPUT'],
    ['an unknown granularity', candleFile, { symbol: 'BTC-USD', granularity: '1w' }, 400, 'INVALID_INPUT'],
  ])('refuse %s and store nothing', async (_what, file, fields, status, code) => {
    const person = await registerPerson(house);
    const answer = await person.upload('/v1/market/candles', file, fields as Record<string, string>);
    expect({ status: answer.statusCode, code: answer.json().error.code }).toEqual({ status, code });
    expect(await person.get('/v1/market/candles?symbol=BTC-USD&granularity=1h')).toEqual({
      source: null,
      candles: [],
      gaps: [],
    });
  });
});
