import { decimal, formatDecimal, ZERO } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, registerPerson } from './support/testHouse.ts';
import { HEADER, writtenHistory } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

interface Quote {
  asset: string;
  realisedPnl: string;
  fees: string;
  episodes: number;
  maxDrawdown: string;
}
interface Summary {
  byQuote: Quote[];
  trades: number;
  isUpdating: boolean;
}
interface Calendar {
  days: { date: string; lines: { realisedPnl: string; fees: string; trades: number }[]; tags: number }[];
}

const sumOf = (values: string[]) => formatDecimal(values.reduce((sum, value) => sum + decimal(value), ZERO));

describe('the journal', () => {
  it('shows one number for a result wherever it stands, in every display zone', async () => {
    const person = await registerPerson(house);
    await person.importFile(writtenHistory({ fills: 500 }));
    const dates = new Set<string>();
    for (const timeZone of ['UTC', 'Asia/Kathmandu', 'America/Los_Angeles']) {
      await person.browser.send('PATCH', '/v1/settings', { timeZone });
      await house.queue.enqueue('scoreDecisions', { v: 1, userId: person.id });
      await house.drain();
      const summary = await person.get<Summary>('/v1/account/summary');
      expect(summary).toMatchObject({ trades: 500, isUpdating: false });
      const months = Array.from({ length: 14 }, (_, at) =>
        new Date(Date.UTC(2023, 11 + at, 1)).toISOString().slice(0, 7),
      );
      const days: Calendar['days'] = [];
      for (const month of months) {
        days.push(...(await person.get<Calendar>(`/v1/account/calendar?month=${month}`)).days);
      }
      dates.add(days.map(({ date, lines }) => `${date} ${lines[0]?.trades}`).join());
      const lines = days.flatMap((day) => day.lines);
      expect(sumOf(lines.map((line) => line.realisedPnl))).toBe(summary.byQuote[0]?.realisedPnl);
      expect(sumOf(lines.map((line) => line.fees))).toBe(summary.byQuote[0]?.fees);
      expect(lines.reduce((sum, line) => sum + line.trades, 0)).toBe(500);
      const ranged = await person.get<Summary>('/v1/account/summary?since=2020-01-01T00:00:00Z');
      expect(ranged.byQuote[0]).toMatchObject({
        realisedPnl: summary.byQuote[0]?.realisedPnl,
        episodes: summary.byQuote[0]?.episodes,
        maxDrawdown: summary.byQuote[0]?.maxDrawdown,
      });
    }
    expect(dates.size).toBe(3);
  });

  it('counts the fall of the first day of a span', async () => {
    const person = await registerPerson(house);
    const row = (id: string, day: number, side: string, price: number) =>
      `${id},2024-03-0${day}T10:00:00Z,BTC-USD,${side},1,${price},0,USD`;
    const rows = [row('a', 4, 'buy', 100), row('b', 4, 'sell', 130), row('c', 5, 'buy', 100)];
    await person.importFile(
      ['ext_id,ts,symbol,side,qty,price,fee,fee_asset', ...rows, row('d', 5, 'sell', 20), ''].join('\n'),
    );
    const drawdown = async (span: string) =>
      (await person.get<Summary>(`/v1/account/summary${span}`)).byQuote[0]?.maxDrawdown;
    expect([await drawdown(''), await drawdown('?since=2024-03-05T00:00:00Z')]).toEqual(['80', '80']);
  });

  it('explains a tagged decision with its fills, its episode and its features', async () => {
    const person = await registerPerson(house);
    await person.importFile(writtenHistory({ fills: 400 }));
    const { items } = await person.get<{
      items: { id: string; decisionId: string; tags: { label: string; confidence: number }[] }[];
    }>('/v1/trades?limit=500');
    const tagged = items.find((trade) => trade.tags.length > 0);
    const decision = await person.get<{
      id: string;
      fills: { id: string }[];
      episode: { id: string } | null;
      tags: { label: string; features: object }[];
      candles: unknown[];
    }>(`/v1/decisions/${tagged?.decisionId}`);
    expect(decision.fills.map(({ id }) => id)).toContain(tagged?.id);
    expect(decision.tags[0]?.label).toBe(tagged?.tags[0]?.label);
    expect(Object.keys(decision.tags[0]?.features ?? {}).length).toBeGreaterThan(0);
    expect(decision.episode).not.toBeNull();
    expect(decision.candles).toEqual([]);
  });

  it('finds the decision by any of its trades, with what the person said about its patterns', async () => {
    const person = await registerPerson(house);
    await person.importFile(
      [
        HEADER,
        'p1,2024-01-02T00:00:00Z,BTC-USD,buy,1,100,0,USD,,,',
        'p2,2024-01-02T00:00:05Z,BTC-USD,buy,1,101,0,USD,,,',
      ].join('\n'),
    );
    const { items } = await person.get<{ items: { id: string; decisionId: string }[] }>('/v1/trades');
    const later = items.find(({ id, decisionId }) => id !== decisionId);
    const decision = await person.get<{ id: string; fills: unknown[] }>(`/v1/decisions/${later?.id}`);
    expect(decision).toMatchObject({ id: later?.decisionId, fills: [{}, {}] });
    expect((await person.browser.send('GET', '/v1/decisions/none')).statusCode).toBe(404);
  });

  it('tells the average price of inverse contracts as their result goes, not by quantity', async () => {
    const person = await registerPerson(house);
    const rows = [
      'ext_id,ts,symbol,side,qty,price,fee,fee_asset,instrument,order_id',
      'i1,2024-01-02T00:00:00Z,BTC-USD,buy,1000,100,0,,inverse,o1',
      'i2,2024-01-02T00:00:01Z,BTC-USD,buy,1000,50,0,,inverse,o1',
    ];
    await person.importFile(rows.join('\n'));
    const { items } = await person.get<{ items: { decisionId: string }[] }>('/v1/trades');
    const decision = await person.get<{ vwap: string }>(`/v1/decisions/${items[0]?.decisionId}`);
    expect(Number(decision.vwap)).toBeCloseTo(200 / 3, 12);
  });

  it('keeps the newest word of the person about a pattern', async () => {
    const person = await registerPerson(house);
    await person.importFile(writtenHistory({ fills: 400 }));
    const { items } = await person.get<{ items: { decisionId: string; tags: { id: string }[] }[] }>(
      '/v1/trades?limit=500',
    );
    const tagged = items.find(({ tags }) => tags.length > 0);
    const [tag] = tagged?.tags ?? [];
    for (const verdict of ['dispute', 'agree']) {
      await person.browser.send('POST', `/v1/biases/tags/${tag?.id}/feedback`, { verdict });
    }
    const { tags } = await person.get<{ tags: { id: string; feedback: string | null }[] }>(
      `/v1/decisions/${tagged?.decisionId}`,
    );
    expect(tags.find(({ id }) => id === tag?.id)?.feedback).toBe('agree');
  });

  it('pages episodes newest first without losing one', async () => {
    const person = await registerPerson(house);
    await person.importFile(writtenHistory({ fills: 300 }));
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { items: { id: string; openedAt: string }[]; nextCursor: string | null } = await person.get(
        `/v1/episodes?limit=17${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...page.items.map(({ id, openedAt }) => `${openedAt} ${id}`));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(seen.toSorted().toReversed());
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('finds a position by its id or any trade of it, with all of its fills in order', async () => {
    const person = await registerPerson(house);
    await person.importFile(writtenHistory({ fills: 200 }));
    const { items } = await person.get<{ items: { id: string; decisionIds: string[] }[] }>('/v1/episodes');
    const wanted = items.find(({ decisionIds }) => decisionIds.length > 1);
    const detail = await person.get<{
      episode: { id: string };
      fills: { id: string; ts: string; decisionId: string }[];
      fillCount: number;
      candles: unknown[];
    }>(`/v1/episodes/${wanted?.id}`);
    expect(new Set(detail.fills.map(({ decisionId }) => decisionId))).toEqual(new Set(wanted?.decisionIds));
    expect(detail.fills.map(({ ts }) => ts)).toEqual(detail.fills.map(({ ts }) => ts).toSorted());
    expect(detail).toMatchObject({ fillCount: detail.fills.length, candles: [] });
    const byFill = await person.get<{ episode: { id: string } }>(`/v1/episodes/${detail.fills.at(-1)?.id}`);
    expect(byFill.episode.id).toBe(detail.episode.id);
    expect((await person.browser.send('GET', '/v1/episodes/none')).statusCode).toBe(404);
  });

  it('tells the position after each fill of a reversal, of each side alone', async () => {
    const person = await registerPerson(house);
    const row = (side: string, qty: string, time: string) =>
      `1,USDT,BTCUSDT,TRADE,${side},${qty},0,43000,0,0,0,0,900,OPEN,${time}`;
    await person.importFile(
      [
        'Uid,Currency,Contract,Type,Direction,Quantity,Position,Filled Price,Funding,Fee Paid,Cash Flow,Change,Wallet Balance,Action,Time(UTC)',
        row('BUY', '2', '2024-01-10 08:00:00'),
        row('SELL', '-3', '2024-01-10 07:00:00'),
        row('BUY', '1', '2024-01-10 06:00:00'),
      ].join('\n'),
    );
    const { items } = await person.get<{ items: { id: string; side: string; qtyMax: string }[] }>(
      '/v1/episodes',
    );
    const told: [string, string, string[]][] = [];
    for (const { id, side, qtyMax } of items) {
      const { fills } = await person.get<{ fills: { qty: string; positionAfter: string }[] }>(
        `/v1/episodes/${id}`,
      );
      told.push([side, qtyMax, fills.map(({ qty, positionAfter }) => `${qty}: ${positionAfter}`)]);
    }
    expect(told).toEqual([
      ['short', '2', ['3: -2', '2: 0']],
      ['long', '1', ['1: 1', '3: 0']],
    ]);
  });

  it('reads one trading account alone', async () => {
    const person = await registerPerson(house);
    await person.importFile(writtenHistory({ fills: 60, seed: 1 }), { account: 'Swing' });
    await person.importFile(writtenHistory({ fills: 40, seed: 2 }), { account: 'Day' });
    const of = (account: string) => person.get<Summary>(`/v1/account/summary?account=${account}`);
    const [swing, day, all] = [
      await of('Swing'),
      await of('Day'),
      await person.get<Summary>('/v1/account/summary'),
    ];
    expect([swing.trades, day.trades, all.trades]).toEqual([60, 40, 100]);
    expect(sumOf([swing, day].map((part) => part.byQuote[0]?.realisedPnl ?? '0'))).toBe(
      all.byQuote[0]?.realisedPnl,
    );
    const curve = await person.get<{ asset: string; points: { actual: string }[] }>(
      '/v1/account/equity?account=Day',
    );
    expect(curve.points.length).toBeGreaterThan(0);
  });

  it('answers for nothing yet, and for what belongs to another person, without a difference', async () => {
    const owner = await registerPerson(house);
    await owner.importFile(writtenHistory({ fills: 20 }));
    const { items } = await owner.get<{ items: { decisionId: string }[] }>('/v1/trades');
    const other = await registerPerson(house);
    for (const id of [items[0]?.decisionId, 'none']) {
      expect((await other.browser.send('GET', `/v1/decisions/${id}`)).statusCode).toBe(404);
    }
    expect(await other.get('/v1/account/summary')).toMatchObject({
      byQuote: [],
      trades: 0,
      isUpdating: false,
    });
    expect(await other.get('/v1/account/equity')).toEqual({ asset: null, points: [], unconverted: [] });
    expect(await other.get('/v1/episodes')).toEqual({ items: [], nextCursor: null });
  });
});

describe('patterns of the whole history', () => {
  it('are reported for every label after the scores, with their versions', async () => {
    const person = await registerPerson(house);
    await person.upload('/v1/imports', writtenHistory({ fills: 120 }));
    await house.drainWithReports();
    const report = await person.get<{ items: { label: string; verdict: string }[]; isUpdating: boolean }>(
      '/v1/biases',
    );
    expect(report.items).toHaveLength(10);
    expect(report.isUpdating).toBe(false);
    const timeline = await person.get<{ items: { count: number }[] }>(
      '/v1/biases/timeline?bucket=month&all=true',
    );
    expect(timeline.items.length).toBeGreaterThan(0);
  });

  it('are counted week by week in one trading account alone', async () => {
    const person = await registerPerson(house);
    await person.importFile(writtenHistory({ fills: 200, seed: 1 }), { account: 'Swing' });
    await person.importFile(writtenHistory({ fills: 150, seed: 2 }), { account: 'Day' });
    const found = async (account: string) => {
      const { items } = await person.get<{ items: { count: number }[] }>(
        `/v1/biases/timeline?all=true${account}`,
      );
      return items.reduce((sum, { count }) => sum + count, 0);
    };
    const [both, swing, day] = [await found(''), await found('&account=Swing'), await found('&account=Day')];
    expect(Math.min(swing, day)).toBeGreaterThan(0);
    expect(swing + day).toBe(both);
    expect(await found('&account=nobody')).toBe(0);
  });

  it('take an answer of the person to a tag', async () => {
    const person = await registerPerson(house);
    await person.importFile(writtenHistory({ fills: 400 }));
    const { items } = await person.get<{ items: { tags: { id: string }[] }[] }>(
      '/v1/trades?limit=500&all=true',
    );
    const tag = items.flatMap((trade) => trade.tags)[0];
    const path = `/v1/biases/tags/${tag?.id}/feedback`;
    expect(
      (await person.browser.send('POST', path, { verdict: 'dispute', note: 'planned' })).statusCode,
    ).toBe(200);
    const other = await registerPerson(house);
    expect((await other.browser.send('POST', path, { verdict: 'agree' })).statusCode).toBe(404);
  });
});
