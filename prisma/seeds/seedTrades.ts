import { createHash } from 'node:crypto';
import type { TradeDto } from '@twin/shared/dto/trade';
import { type Decimal, decimal, divide, formatDecimal, multiply } from '@twin/shared/primitives/decimal';
import type { DecisionLabel } from '@twin/shared/primitives/label';
import { demoActs, momentOf } from './demoPlan.ts';
import { priceAt, readSeedCandles, type SeedCandles } from './seedCandles.ts';

export const DEMO_USER = { id: 'demo', email: 'demo@trading-twin.invalid' };

/** A fill of the demo person, and the pattern that its decision was written to show. */
export interface DemoTrade extends TradeDto {
  shows: DecisionLabel | null;
}

/** What seeding needs of the repos of one transaction. */
export interface SeedRepos {
  users: {
    insert(user: { id: string; email: string; passwordHash: string; isDemo: boolean }): Promise<unknown>;
  };
  tradingAccounts: { ensure(userId: string, keys: readonly string[]): Promise<void> };
  candles: {
    ensureSeries(
      userId: string,
      series: { symbol: string; granularityMs: number; source: string },
    ): Promise<{ id: string }>;
    upsertMany(userId: string, seriesId: string, bars: Bars): Promise<number>;
  };
  rules: { insert(userId: string, rule: typeof RULE): Promise<unknown> };
  imports: {
    insert(userId: string, entry: DemoImport): Promise<{ id: string }>;
    update(userId: string, id: string, counts: DemoCounts): Promise<boolean>;
    linkTrades(
      userId: string,
      importId: string,
      links: readonly { tradeId: string; line: number | null }[],
    ): Promise<number>;
  };
  trades: { upsertMany(userId: string, items: readonly TradeDto[]): Promise<{ stored: number }> };
  scoreStates: { markChanged(userId: string, since: Date | null): Promise<number> };
}

type Bars = Record<'ts' | 'open' | 'high' | 'low' | 'close' | 'volume', Float64Array>;

interface DemoImport {
  source: 'demo';
  account: string;
  fileName: string;
  format: string;
  timezone: string;
}

interface DemoCounts {
  status: 'scoring';
  rowsRead: number;
  rowsAccepted: number;
  tradesAccepted: number;
  accounts: string[];
}

export interface SeedDatabase {
  forUser<T>(userId: string, work: (repos: SeedRepos) => Promise<T>): Promise<T>;
  withoutUser: { users: { findDemo(): Promise<string | null> } };
}

const BROKER = 'demo';
const ACCOUNT = 'demo';
const FEE_RATE = decimal('0.001');

/** What the demo person promised themselves after two weeks, so that the page of rules has something to tell. */
const RULE = {
  kind: 'cooldown_after_loss',
  params: { minutes: 120 },
  active: true,
  since: new Date('2025-08-16T00:00:00Z'),
};

/** The demo person's fills, the same at every run. */
export function demoTrades(candles: SeedCandles = readSeedCandles()): DemoTrade[] {
  const priced = (symbol: string, when: string) => priceAt(candles, symbol, momentOf(when));
  const held = new Map<string, Decimal>();
  return demoActs((symbol, from, to) => priced(symbol, to) / priced(symbol, from) - 1).map((act, index) => {
    const price = decimal(priced(act.symbol, act.when).toFixed(4));
    const qty =
      act.dollars === null
        ? (held.get(act.symbol) ?? 0n)
        : rounded(divide(decimal(String(act.dollars)), price));
    held.set(act.symbol, act.dollars === null ? 0n : (held.get(act.symbol) ?? 0n) + qty);
    return tradeOf({ ...act, number: index + 1, price, qty });
  });
}

function tradeOf(fill: {
  when: string;
  symbol: string;
  dollars: number | null;
  shows?: DecisionLabel;
  number: number;
  price: Decimal;
  qty: Decimal;
}): DemoTrade {
  const { symbol, number, price, qty } = fill;
  const extId = `${ACCOUNT}:${symbol}:${String(number).padStart(4, '0')}`;
  return {
    id: createHash('sha256').update(`${DEMO_USER.id}\n${BROKER}\n${extId}`).digest('hex').slice(0, 32),
    broker: BROKER,
    account: ACCOUNT,
    extId,
    symbol,
    instrument: 'spot',
    side: fill.dollars === null ? 'sell' : 'buy',
    qty: formatDecimal(qty),
    price: formatDecimal(price),
    fee: formatDecimal(rounded(multiply(multiply(qty, price), FEE_RATE))),
    feeAsset: 'USD',
    ts: new Date(momentOf(fill.when)).toISOString(),
    seq: number,
    orderId: null,
    orderType: 'market',
    startPosition: null,
    settle: null,
    shows: fill.shows ?? null,
  };
}

/** To 6 places, as exchanges print. */
function rounded(value: Decimal): Decimal {
  const unit = 10n ** 12n;
  return (value / unit) * unit;
}

/**
 * Makes the demo user with 30 days of trades, their candles and a rule, in one transaction, and says that they wait for
 * their score. A second run changes nothing. @returns the demo user's id, and whether it is new
 */
export async function seedDemo(database: SeedDatabase): Promise<{ userId: string; isNew: boolean }> {
  const known = await database.withoutUser.users.findDemo();
  if (known !== null) return { userId: known, isNew: false };
  const userId = DEMO_USER.id;
  const candles = readSeedCandles();
  await database.forUser(userId, async (repos) => {
    // No password has this hash: the demo is entered without one.
    await repos.users.insert({ ...DEMO_USER, passwordHash: '!', isDemo: true });
    await repos.tradingAccounts.ensure(userId, [ACCOUNT]);
    await storeCandles(repos, userId, candles);
    await storeTrades(repos, userId, demoTrades(candles));
    await repos.rules.insert(userId, RULE);
    await repos.scoreStates.markChanged(userId, null);
  });
  return { userId, isNew: true };
}

async function storeCandles(repos: SeedRepos, userId: string, candles: SeedCandles): Promise<void> {
  const { granularityMs, start } = candles;
  for (const { symbol, bars } of candles.series) {
    const { id } = await repos.candles.ensureSeries(userId, { symbol, granularityMs, source: 'demo' });
    const column = (place: 0 | 1 | 2 | 3 | 4) => Float64Array.from(bars, (bar) => bar[place]);
    await repos.candles.upsertMany(userId, id, {
      ts: Float64Array.from(bars, (_, index) => Date.parse(start) + index * granularityMs),
      open: column(0),
      high: column(1),
      low: column(2),
      close: column(3),
      volume: column(4),
    });
  }
}

async function storeTrades(repos: SeedRepos, userId: string, trades: readonly DemoTrade[]): Promise<void> {
  const { id } = await repos.imports.insert(userId, {
    source: 'demo',
    account: ACCOUNT,
    fileName: 'demo.csv',
    format: 'canonical',
    timezone: 'UTC',
  });
  const { stored } = await repos.trades.upsertMany(userId, trades);
  const links = trades.map((trade, index) => ({ tradeId: trade.id, line: index + 2 }));
  await repos.imports.linkTrades(userId, id, links);
  await repos.imports.update(userId, id, {
    status: 'scoring',
    rowsRead: trades.length,
    rowsAccepted: stored,
    tradesAccepted: stored,
    accounts: [ACCOUNT],
  });
}
