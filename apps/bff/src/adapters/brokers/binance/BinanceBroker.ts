import { AppError } from '@twin/shared/errors/AppError';
import { readDecimal, ZERO } from '@twin/shared/primitives/decimal';
import { z } from 'zod';
import { Secret } from '../../../lib/crypto/Secret.ts';
import type {
  Balance,
  Broker,
  BrokerCursor,
  FillPage,
  Grant,
  KeyField,
  ListOptions,
} from '../../../ports/broker.ts';
import { readAnswer } from '../../venue/readAnswer.ts';
import { canTrade } from '../canTrade.ts';
import { BinanceClient, type BinanceOptions } from './BinanceClient.ts';
import { readBinanceTrade } from './binanceFill.ts';
import { parseBinanceKey, readBinanceKey } from './binanceKey.ts';

const PAGE = 1_000;

/** A symbol in Binance's name and in ours. */
const Market = z.object({ name: z.string(), symbol: z.string() });
type Market = z.infer<typeof Market>;

/**
 * There is no list of all fills, so a pass asks symbol by symbol. `left` are those it has not finished, null between
 * two passes; `next` is the id with which each symbol that ever had a fill goes on.
 */
const Walk = z.object({
  left: z.array(Market).nullable(),
  next: z.record(z.string(), z.string()),
});
type Walk = z.infer<typeof Walk>;

const Restrictions = z.record(z.string(), z.unknown());
const Account = z.object({
  balances: z.array(z.object({ asset: z.string(), free: z.string(), locked: z.string() })),
});
const ExchangeInfo = z.object({
  symbols: z.array(z.object({ symbol: z.string(), baseAsset: z.string(), quoteAsset: z.string() })),
});
const Trades = z.array(z.unknown());
const TradeId = z.object({ id: z.string().regex(/^\d+$/) });

/** Binance spot, by a key that may only read. */
export class BinanceBroker implements Broker {
  readonly name = 'binance';
  readonly title = 'Binance';
  readonly takesSymbols = true;
  readonly oauth = null;
  readonly keyFields: readonly KeyField[] = [
    { name: 'apiKey', label: 'API key', isSecret: false },
    { name: 'secret', label: 'Secret key, or Ed25519 private key', isSecret: true, isLong: true },
  ];
  private readonly client: BinanceClient;

  constructor(options: BinanceOptions) {
    this.client = new BinanceClient(options);
  }

  async authorise(given: Readonly<Record<string, string>>): Promise<Grant> {
    const access = new Secret(JSON.stringify(readBinanceKey(given)));
    return { method: 'api_key', access, refresh: null, expiresAt: null, scope: 'read' };
  }

  /** Whatever the key enables beside reading is too much, also what Binance adds later. */
  async permissions(grant: Grant, signal: AbortSignal): Promise<void> {
    const text = await this.signed(grant, '/sapi/v1/account/apiRestrictions', {}, signal);
    const restrictions = readAnswer(text, Restrictions);
    const enabled = Object.keys(restrictions).filter(
      (name) => /^(enable|permits)/.test(name) && restrictions[name] === true,
    );
    if (!enabled.includes('enableReading')) throw new AppError('BROKER_SCOPE_MISSING');
    const beyond = enabled.filter((name) => !name.startsWith('enableReading'));
    if (beyond.length > 0) throw canTrade(beyond.join(', '), 'Leave only “Enable Reading” on.');
  }

  async listFillsSince(
    grant: Grant,
    cursor: BrokerCursor | null,
    { symbols, signal }: ListOptions,
  ): Promise<FillPage> {
    const walk: Walk = cursor === null ? { left: null, next: {} } : Walk.parse(cursor);
    if (walk.left === null) {
      const left = await this.discover(grant, walk, symbols, signal);
      return pageOf({ left: left.length === 0 ? null : left, next: walk.next }, left.length === 0);
    }
    const [market, ...others] = walk.left;
    if (!market) return pageOf({ left: null, next: walk.next }, true);
    const query = { symbol: market.name, fromId: walk.next[market.name] ?? '0', limit: String(PAGE) };
    const entries = readAnswer(await this.signed(grant, '/api/v3/myTrades', query, signal), Trades);
    const next = { ...walk.next, ...nextId(market, entries) };
    const left = entries.length < PAGE ? others : walk.left;
    const isLast = left.length === 0;
    const page = pageOf({ left: isLast ? null : left, next }, isLast);
    for (const entry of entries) {
      const reading = readBinanceTrade(entry, market.symbol);
      if ('fill' in reading) page.fills.push(reading.fill);
      else page.problems.push(reading.problem);
    }
    return page;
  }

  async balances(grant: Grant, signal: AbortSignal): Promise<Balance[]> {
    const text = await this.signed(grant, '/api/v3/account', {}, signal);
    return readAnswer(text, Account).balances.flatMap(({ asset, free, locked }) => {
      const amount = amountOf(free) + amountOf(locked);
      return amount === ZERO ? [] : [{ asset, amount }];
    });
  }

  /** Keys are removed by the person, at Binance. */
  async revoke(): Promise<void> {}

  /** Pairs of the coins held, those that had fills before, and those that the person named. */
  private async discover(
    grant: Grant,
    { next }: Walk,
    named: readonly string[],
    signal: AbortSignal,
  ): Promise<Market[]> {
    const held = new Set((await this.balances(grant, signal)).map(({ asset }) => asset));
    const wanted = new Set(named);
    const { symbols } = readAnswer(await this.client.open('/api/v3/exchangeInfo', {}, signal), ExchangeInfo);
    return symbols
      .map(({ symbol: name, baseAsset, quoteAsset }) => ({
        name,
        base: baseAsset,
        symbol: `${baseAsset}-${quoteAsset}`,
      }))
      .filter(({ name, base, symbol }) => held.has(base) || wanted.has(symbol) || name in next)
      .map(({ name, symbol }) => ({ name, symbol }));
  }

  private signed(
    grant: Grant,
    path: string,
    query: Record<string, string>,
    signal: AbortSignal,
  ): Promise<string> {
    return this.client.signed(parseBinanceKey(grant.access.reveal()), path, query, signal);
  }
}

function pageOf(walk: Walk, isLast: boolean): FillPage {
  return { fills: [], reversals: [], problems: [], cursor: walk, isLast };
}

/** Ids are text of any length. A page without one would be asked for again and again. */
function nextId({ name }: Market, entries: readonly unknown[]): Record<string, string> {
  const ids = entries.flatMap((entry) => TradeId.safeParse(entry).data?.id ?? []);
  if (ids.length === 0) {
    if (entries.length === PAGE) throw new AppError('BROKER_UNREADABLE');
    return {};
  }
  const newest = ids.map(BigInt).reduce((most, id) => (id > most ? id : most));
  return { [name]: String(newest + 1n) };
}

function amountOf(text: string): bigint {
  const reading = readDecimal(text);
  if (!reading.ok) throw new AppError('BROKER_UNREADABLE', { context: { field: 'balances' } });
  return reading.value;
}
