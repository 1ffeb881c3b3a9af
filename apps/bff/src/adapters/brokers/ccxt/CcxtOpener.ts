import { AppError } from '@twin/shared/errors/AppError';
import type { z } from 'zod';
import { ccxtError } from './ccxtErrors.ts';

/** A trade as ccxt gives it, with numbers left as the text that was sent. */
export interface CcxtTrade {
  id?: string;
  order?: string;
  timestamp?: number;
  symbol?: string;
  side?: string;
  price?: string;
  amount?: string;
  fees?: { cost?: string; currency?: string }[];
}

/** The little of ccxt that we use; its own types name every exchange there is. */
interface Ccxt {
  urls: { api: unknown };
  last_response_headers?: Record<string, string>;
  onRestResponse(status: number, ...more: unknown[]): unknown;
  loadMarkets(): Promise<unknown>;
  setMarketsFromExchange(source: Ccxt): void;
  fetchMyTrades(
    symbol: undefined,
    since: number | undefined,
    limit: number,
    more: object,
  ): Promise<CcxtTrade[]>;
  parseTrades(rows: readonly object[]): CcxtTrade[];
  fetchBalance(): Promise<{ total: Record<string, string | undefined> }>;
}
/** Of the last answers; ccxt itself keeps the headers only. */
const statuses = new WeakMap<Ccxt, number>();
type CcxtClass = new (settings: object) => Ccxt;

export interface CcxtSettings {
  name: string;
  /** Another server than the exchange's own: a stub, which asks for no waits. */
  baseUrl: URL | null;
}

/** One exchange for one key. Every call throws AppError as the broker port says. */
export interface CcxtExchange {
  trades(since: number | undefined, limit: number, more: object): Promise<CcxtTrade[]>;
  totals(): Promise<Record<string, string | undefined>>;
  /** UTC milliseconds, in whole seconds: when the exchange gave its last answer, by its own clock. */
  answeredAt(): number | null;
  /** An answer of the exchange as it is, by ccxt's name of the call. */
  ask<Schema extends z.ZodType>(call: string, schema: Schema, query?: object): Promise<z.infer<Schema>>;
  /** Rows of such an answer as trades. */
  read(rows: readonly object[]): CcxtTrade[];
}

const MARKETS_MS = 24 * 3_600_000;
const TIMEOUT_MS = 20_000;

/** Opens exchanges of one kind: its code is loaded and its markets are read when the first key is used. */
export class CcxtOpener {
  private readonly settings: CcxtSettings;
  private kind: Promise<CcxtClass> | null = null;
  private markets: { at: number; source: Ccxt } | null = null;

  constructor(settings: CcxtSettings) {
    this.settings = settings;
  }

  async open(key: Readonly<Record<string, string>>, now: number): Promise<CcxtExchange> {
    this.kind ??= load(this.settings.name);
    const kind = await this.kind;
    const exchange = this.make(kind, key);
    exchange.setMarketsFromExchange(await this.knownMarkets(kind, now));
    return {
      trades: (since, limit, more) =>
        asked(exchange, () => exchange.fetchMyTrades(undefined, since, limit, more)),
      totals: async () => (await asked(exchange, () => exchange.fetchBalance())).total,
      answeredAt: () => timeOf(new Headers(exchange.last_response_headers).get('date')),
      read: (rows) => exchange.parseTrades(rows),
      ask: async (call, schema, query = {}) => {
        const calls = exchange as unknown as Record<string, (query: object) => Promise<unknown>>;
        const parsed = schema.safeParse(await asked(exchange, async () => calls[call]?.(query)));
        if (!parsed.success) throw new AppError('BROKER_UNREADABLE', { context: { call } });
        return parsed.data;
      },
    };
  }

  private async knownMarkets(kind: CcxtClass, now: number): Promise<Ccxt> {
    if (this.markets && now - this.markets.at < MARKETS_MS) return this.markets.source;
    const source = this.make(kind, {});
    await asked(source, () => source.loadMarkets());
    this.markets = { at: now, source };
    return source;
  }

  private make(kind: CcxtClass, key: Readonly<Record<string, string>>): Ccxt {
    const { baseUrl } = this.settings;
    const exchange = new kind({
      ...key,
      // Amounts stay the text that was sent: no double in between.
      number: String,
      timeout: TIMEOUT_MS,
      enableRateLimit: baseUrl === null,
      options: { defaultType: 'spot', fetchMarkets: { types: ['spot'] } },
    });
    const pass = exchange.onRestResponse.bind(exchange);
    exchange.onRestResponse = (status, ...more) => {
      statuses.set(exchange, status);
      return pass(status, ...more);
    };
    if (baseUrl) exchange.urls.api = atBase(exchange.urls.api, baseUrl);
    return exchange;
  }
}

/** One module of ccxt, by its file: the package as a whole is a hundred exchanges and as many megabytes. */
async function load(name: string): Promise<CcxtClass> {
  const file = new URL(`./src/${name}.js`, import.meta.resolve('ccxt'));
  const module = (await import(file.href)) as { default: CcxtClass };
  return module.default;
}

async function asked<T>(exchange: Ccxt, question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    const headers = exchange.last_response_headers ?? {};
    throw ccxtError(error, { status: statuses.get(exchange) ?? 0, headers });
  }
}

function timeOf(date: string | null): number | null {
  const ms = Date.parse(date ?? '');
  return Number.isNaN(ms) ? null : ms;
}

/** The same addresses at another host. */
function atBase(addresses: unknown, base: URL): unknown {
  if (typeof addresses === 'string') {
    return base.origin + new URL(addresses.replace('{hostname}', 'host')).pathname.replace(/\/$/, '');
  }
  return Object.fromEntries(
    Object.entries(addresses as object).map(([name, address]) => [name, atBase(address, base)]),
  );
}
