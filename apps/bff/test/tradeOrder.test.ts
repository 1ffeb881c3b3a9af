import type { TradePage, TradeRow } from '@twin/shared/dto/trade';
import { decimal, multiply } from '@twin/shared/primitives/decimal';
import { TRADE_SORTS } from '@twin/shared/primitives/tradeSort';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, registerPerson } from './support/testHouse.ts';
import { HEADER } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

/** Many equal values, so that only the id tells rows apart. */
const FILLS = Array.from({ length: 60 }, (_, at) => {
  const symbol = at % 3 === 0 ? 'ETH-USD' : 'BTC-USD';
  const ts = new Date(Date.UTC(2024, 0, 1, 0, at)).toISOString();
  const side = at % 2 === 0 ? 'buy' : 'sell';
  return `o${at},${ts},${symbol},${side},${1 + (at % 4)},${100 + (at % 5)}.5,${at % 2 === 0 ? '0.25' : ''},USD,,,`;
});

const KEYS: Record<(typeof TRADE_SORTS)[number], (trade: TradeRow) => string | bigint> = {
  ts: ({ ts }) => ts,
  symbol: ({ symbol }) => symbol,
  side: ({ side }) => side,
  qty: ({ qty }) => decimal(qty),
  price: ({ price }) => decimal(price),
  value: ({ qty, price }) => multiply(decimal(qty), decimal(price)),
  fee: ({ fee }) => decimal(fee),
};

describe('the list of trades', () => {
  let person: Awaited<ReturnType<typeof registerPerson>>;
  beforeAll(async () => {
    person = await registerPerson(house);
    await person.importFile([HEADER, ...FILLS].join('\n'));
  });

  const readAll = async (query: string) => {
    const rows: TradeRow[] = [];
    let cursor = '';
    do {
      const page: TradePage = await person.get(`/v1/trades?limit=7&${query}${cursor}`);
      rows.push(...page.items);
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    return rows;
  };

  it.each(TRADE_SORTS)('is ordered by %s both ways, page by page without losing a row', async (sort) => {
    const key = KEYS[sort];
    const rising = await readAll(`sort=${sort}&order=asc`);
    expect(new Set(rising.map(({ id }) => id)).size).toBe(FILLS.length);
    for (const [at, row] of rising.slice(1).entries()) {
      expect(key(row) >= key(rising[at] as TradeRow)).toBe(true);
    }
    const falling = await readAll(`sort=${sort}&order=desc`);
    expect(falling.map(({ id }) => id)).toEqual(rising.map(({ id }) => id).toReversed());
  });

  it('refuses a cursor of another order', async () => {
    const { nextCursor } = await person.get<TradePage>('/v1/trades?limit=7&sort=price');
    const answer = await person.browser.send('GET', `/v1/trades?limit=7&sort=qty&cursor=${nextCursor}`);
    expect(answer.statusCode).toBe(400);
  });
});
