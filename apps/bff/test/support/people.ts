import { createHash } from 'node:crypto';
import type { TradeDto } from '@twin/shared/dto/trade';
import { query, type TestDatabase } from './testDatabase.ts';

/** A registered person with the trading account `main`. */
export async function createPerson(database: TestDatabase, id: string): Promise<string> {
  await query(
    database.ownerUrl,
    `INSERT INTO "User" (id, email, "passwordHash") VALUES ($1, $1 || '@example.org', '-')`,
    [id],
  );
  await query(
    database.ownerUrl,
    `INSERT INTO "TradingAccount" (id, "userId", key, name) VALUES ($1 || '-main', $1, 'main', 'Main')`,
    [id],
  );
  return id;
}

/** A fill of the person's main account; the number makes its identity and its time, one minute apart. */
export function tradeOf(userId: string, number: number, change: Partial<TradeDto> = {}): TradeDto {
  const extId = change.extId ?? `main:BTC-USD:${number}`;
  const broker = change.broker ?? 'coinbase';
  return {
    id: createHash('sha256').update(`${userId}\n${broker}\n${extId}`).digest('hex').slice(0, 32),
    broker,
    account: 'main',
    extId,
    symbol: 'BTC-USD',
    instrument: 'spot',
    side: number % 2 === 0 ? 'buy' : 'sell',
    qty: '0.000000000000000001',
    price: '60123.45',
    fee: '0.1',
    feeAsset: 'USD',
    ts: new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString(),
    seq: 0,
    orderId: null,
    orderType: null,
    startPosition: null,
    settle: null,
    ...change,
  };
}
