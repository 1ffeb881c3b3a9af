import { decimal, formatDecimal } from '@twin/shared/primitives/decimal';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TradeFilter } from '../src/modules/trades/TradeRepo.ts';
import { createPerson, tradeOf } from './support/people.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';

const database = await createTestDatabase();
const people = ['ann', 'ben', 'cat', 'dan', 'eve', 'fay', 'gus', 'hal'];
beforeAll(() => Promise.all(people.map((id) => createPerson(database, id))));

const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, n) => from + n);
const upsert = (userId: string, trades: ReturnType<typeof tradeOf>[]) =>
  database.forUser(userId, (repos) => repos.trades.upsertMany(userId, trades));

/** Every id of the list, page by page. */
async function listAll(userId: string, limit: number, filter: TradeFilter = {}): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await database.forUser(userId, ({ trades }) => trades.list(userId, filter, cursor, limit));
    expect(page.items.length).toBeLessThanOrEqual(limit);
    ids.push(...page.items.map((trade) => trade.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return ids;
}

/** An import that holds these trades. */
function importOf(userId: string, trades: ReturnType<typeof tradeOf>[]): Promise<string> {
  return database.forUser(userId, async (repos) => {
    const entry = await repos.imports.insert(userId, { source: 'file', account: 'main' });
    await repos.trades.upsertMany(userId, trades);
    await repos.imports.linkTrades(
      userId,
      entry.id,
      trades.map((trade, index) => ({ tradeId: trade.id, line: index + 2 })),
    );
    return entry.id;
  });
}

describe('TradeRepo.upsertMany', () => {
  it('stores each fill once, however often and in whatever pieces it comes', async () => {
    const trades = numbers(12_001).map((n) => tradeOf('ann', n));
    const first = await upsert('ann', trades.slice(0, 7_000));
    expect(first.stored).toBe(7_000);
    const second = await upsert('ann', trades);
    expect(second.stored).toBe(5_001);
    expect(new Set(second.newIds)).toEqual(new Set(trades.slice(7_000).map((trade) => trade.id)));
    expect(await upsert('ann', trades)).toEqual({ stored: 0, newIds: [] });
    const twice = tradeOf('ann', 99_999);
    expect((await upsert('ann', [twice, twice])).stored).toBe(1);
    expect(await database.forUser('ann', (repos) => repos.trades.count('ann'))).toBe(12_002);
  });

  it('stores each fill once when two imports of the same file run at the same time', async () => {
    const trades = numbers(3_000).map((n) => tradeOf('ben', n));
    const results = await Promise.all([upsert('ben', trades), upsert('ben', trades)]);
    expect(results.reduce((sum, { stored }) => sum + stored, 0)).toBe(3_000);
  });

  it('keeps equal ids of two brokers apart', async () => {
    const [a, b] = [tradeOf('cat', 1), tradeOf('cat', 1, { broker: 'kraken' })];
    expect(a.extId).toBe(b.extId);
    expect((await upsert('cat', [a, b])).stored).toBe(2);
  });

  it('keeps every digit of NUMERIC(38,18) and every millisecond', async () => {
    const change = {
      qty: '0.000000000000000001',
      price: '99999999999999999999.999999999999999999',
      fee: '-0.1',
      feeAsset: 'BNB',
      ts: '2026-03-29T01:59:59.999Z',
      startPosition: '-12.5',
      settle: 'USDC',
      orderId: 'o-1',
      orderType: 'stop' as const,
      seq: 7,
    };
    const trade = tradeOf('cat', 2, change);
    await upsert('cat', [trade]);
    const stored = await database.forUser('cat', ({ trades }) => trades.find('cat', trade.id));
    expect(stored).toMatchObject({ ...trade, ...amounts(trade), ts: new Date(trade.ts), decisionId: null });
  });

  it('gives amounts back exactly as they came, whatever they are (property)', async () => {
    const amount = fc
      .tuple(fc.bigInt({ min: 1n, max: 10n ** 20n - 1n }), fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }))
      .map(([whole, part]) => formatDecimal(whole * 10n ** 18n + part));
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(amount, { minLength: 1, maxLength: 50 }), async (values) => {
        run += 1;
        const trades = values.map((qty, n) =>
          tradeOf('gus', n, { qty, price: qty, extId: `main:p:${run}:${n}` }),
        );
        await upsert('gus', trades);
        for (const trade of trades) {
          const stored = await database.forUser('gus', (repos) => repos.trades.find('gus', trade.id));
          expect(formatDecimal(stored?.qty ?? 0n)).toBe(trade.qty);
        }
      }),
      { numRuns: 10, seed: 1 },
    );
  });

  it('does not bring back what the person deleted', async () => {
    const trade = tradeOf('cat', 3);
    await upsert('cat', [trade]);
    const setDeletedAt = (at: Date | null) =>
      database.forUser('cat', ({ trades }) => trades.setDeletedAt('cat', trade.id, at));
    expect(await setDeletedAt(new Date())).toEqual(new Date(trade.ts));
    expect(await setDeletedAt(new Date())).toBeNull();
    expect((await upsert('cat', [trade])).stored).toBe(0);
    expect(await listAll('cat', 100)).not.toContain(trade.id);
    expect(await setDeletedAt(null)).toEqual(new Date(trade.ts));
    expect(await listAll('cat', 100)).toContain(trade.id);
  });

  it('stores nothing of a batch with a fill that the table refuses', async () => {
    const bad = tradeOf('cat', 11, { qty: '-1' });
    await expect(upsert('cat', [tradeOf('cat', 10), bad])).rejects.toThrow('Trade_qty');
    expect(await listAll('cat', 100)).not.toContain(tradeOf('cat', 10).id);
  });
});

function amounts(trade: ReturnType<typeof tradeOf>) {
  return {
    qty: decimal(trade.qty),
    price: decimal(trade.price),
    fee: decimal(trade.fee),
    startPosition: trade.startPosition === null ? null : decimal(trade.startPosition),
  };
}

describe('TradeRepo.list', () => {
  it('pages newest first through every trade once, equal times included, for every page size', async () => {
    const trades = numbers(97).map((n) =>
      tradeOf('dan', n, { ts: new Date(Date.UTC(2026, 0, 1) + Math.floor(n / 10) * 1000).toISOString() }),
    );
    await upsert('dan', trades);
    const expected = trades
      .toSorted((a, b) => (b.ts === a.ts ? (b.id < a.id ? -1 : 1) : b.ts < a.ts ? -1 : 1))
      .map((trade) => trade.id);
    for (const limit of [1, 7, 10, 96, 97, 98, 500]) expect(await listAll('dan', limit)).toEqual(expected);
  });

  it('shows what was there when paging began once each, whatever is added meanwhile', async () => {
    const before = numbers(50, 1_000).map((n) => tradeOf('dan', n));
    await upsert('dan', before);
    const first = await database.forUser('dan', ({ trades }) => trades.list('dan', {}, undefined, 20));
    await upsert('dan', [tradeOf('dan', 5_000), tradeOf('dan', 1_035, { extId: 'main:late' })]);
    const seen = first.items.map((trade) => trade.id);
    let cursor = first.nextCursor ?? undefined;
    while (cursor) {
      const page = await database.forUser('dan', ({ trades }) => trades.list('dan', {}, cursor, 20));
      seen.push(...page.items.map((trade) => trade.id));
      cursor = page.nextCursor ?? undefined;
    }
    expect(new Set(seen).size).toBe(seen.length);
    for (const trade of before) expect(seen).toContain(trade.id);
  });

  it('filters by time (since inclusive, until exclusive), symbol, account and tag', async () => {
    await database.forUser('eve', ({ tradingAccounts }) => tradingAccounts.ensure('eve', ['second', 'main']));
    const trades = numbers(20).map((n) =>
      tradeOf('eve', n, {
        symbol: n % 2 ? 'ETH-USD' : 'BTC-USD',
        account: n < 5 ? 'second' : 'main',
      }),
    );
    await upsert('eve', trades);
    const at = (n: number) => trades[n]?.ts ?? '';
    const idAt = (n: number) => trades[n]?.id ?? '';
    const filtered = (filter: TradeFilter) => listAll('eve', 3, filter);
    expect(await filtered({ since: new Date(at(3)), until: new Date(at(6)) })).toEqual([
      idAt(5),
      idAt(4),
      idAt(3),
    ]);
    expect(await filtered({ symbol: 'ETH-USD', account: 'second' })).toEqual([idAt(3), idAt(1)]);
    await database.forUser('eve', async (repos) => {
      await repos.trades.assignDecisions('eve', [
        { tradeId: idAt(7), decisionId: idAt(7) },
        { tradeId: idAt(8), decisionId: idAt(7) },
        { tradeId: idAt(9), decisionId: idAt(9) },
      ]);
      const tag = { features: {}, ts: new Date(at(7)), engineVersion: '1', modelVersion: '1' };
      await repos.biases.create('eve', {
        ...tag,
        tradeId: idAt(7),
        label: 'revenge_trade',
        confidence: 0.61,
      });
      await repos.biases.create('eve', { ...tag, tradeId: idAt(9), label: 'revenge_trade', confidence: 0.3 });
    });
    const label = (minConfidence: number) => ({ label: { name: 'revenge_trade', minConfidence } });
    expect(await filtered(label(0.6))).toEqual([idAt(8), idAt(7)]);
    expect(await filtered(label(0.2))).toEqual([idAt(9), idAt(8), idAt(7)]);
  });

  it('refuses a cursor that it did not give', async () => {
    for (const cursor of ['x', '', 'bm90IGEgY3Vyc29y']) {
      await expect(
        database.forUser('eve', ({ trades }) => trades.list('eve', {}, cursor)),
      ).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
  });
});

describe('TradeRepo.pageFills', () => {
  it('reads the whole history in the ledger’s order (ts, seq, id), page by page', async () => {
    const ts = '2026-01-01T00:00:00.000Z';
    const trades = [3, 1, 2, 2, 0].map((seq, n) => tradeOf('hal', n, { ts, seq }));
    await upsert('hal', [...trades, tradeOf('hal', 50), tradeOf('hal', 40)]);
    const order: [number, number, string][] = [];
    let after: { ts: number; seq: number; id: string } | undefined;
    for (;;) {
      const page = await database.forUser('hal', (repos) =>
        repos.trades.pageFills('hal', after ? { after } : {}, 2),
      );
      order.push(...page.map((fill): [number, number, string] => [fill.ts, fill.seq, fill.id]));
      after = page.at(-1);
      if (!after) break;
    }
    expect(order).toHaveLength(7);
    expect(order).toEqual(order.toSorted((a, b) => a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : 1)));
  });
});

describe('undo of an import', () => {
  it('removes what no other import holds, with tags and simulations, and keeps the rest', async () => {
    const trades = numbers(30).map((n) => tradeOf('fay', n));
    const first = await importOf('fay', trades.slice(0, 20));
    const second = await importOf('fay', trades.slice(10));
    const lonely = trades[3]?.id ?? '';
    await database.forUser('fay', async (repos) => {
      const versions = { engineVersion: '1', modelVersion: '1' };
      await repos.biases.create('fay', {
        ...versions,
        tradeId: lonely,
        label: 'overtrading',
        confidence: 0.9,
        features: {},
        ts: new Date(),
      });
      await repos.simulations.ensure('fay', {
        kind: 'hold',
        tradeId: lonely,
        params: {},
        inputHash: 'h',
        engineVersion: '1',
      });
    });
    const undone = await database.forUser('fay', ({ imports }) => imports.undo('fay', first));
    expect(undone).toEqual({ trades: 10, since: new Date(trades[0]?.ts ?? '') });
    expect((await listAll('fay', 100)).toSorted()).toEqual(
      trades
        .slice(10)
        .map((trade) => trade.id)
        .toSorted(),
    );
    for (const table of ['BiasTag', 'Simulation']) {
      expect(await query(database.ownerUrl, `SELECT FROM "${table}" WHERE "tradeId" = $1`, [lonely])).toEqual(
        [],
      );
    }
    expect(await database.forUser('fay', ({ imports }) => imports.undo('fay', second))).toMatchObject({
      trades: 20,
    });
    expect(await listAll('fay', 100)).toEqual([]);
    expect(await database.forUser('fay', ({ imports }) => imports.undo('fay', second))).toEqual({
      trades: 0,
      since: null,
    });
  });
});
