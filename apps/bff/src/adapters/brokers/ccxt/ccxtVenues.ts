import { z } from 'zod';
import type { CcxtName } from '../../../config/venues.ts';
import type { KeyField } from '../../../ports/broker.ts';
import type { CcxtExchange, CcxtTrade } from './CcxtOpener.ts';

/** `count` are the rows of the exchange, which hold more than trades. */
export type NumberedListing = (
  exchange: CcxtExchange,
  page: { offset: number; limit: number },
) => Promise<{ trades: CcxtTrade[]; count: number }>;

/** What ccxt does not say of an exchange. */
export interface CcxtVenue {
  /** In ccxt and in `Trade.broker`. */
  name: CcxtName;
  title: string;
  /** Beside key and secret. */
  moreFields: readonly KeyField[];
  /** By time, in windows of at most this length, so far back; or by their number, oldest first. */
  listing: { windowMs: number; historyMs: number } | NumberedListing;
  /** As many as one answer holds. */
  pageSize: number;
  /** What the key may do beside reading; null: the exchange does not tell. */
  beyondReading: ((exchange: CcxtExchange) => Promise<string[]>) | null;
}

const KrakenRights = z.object({ result: z.object({ permissions: z.array(z.string()) }) });
const BybitRights = z.object({ result: z.object({ readOnly: z.coerce.string() }) });
const OkxRights = z.object({ data: z.tuple([z.object({ perm: z.string() })]) });
const KucoinRights = z.object({ data: z.object({ permission: z.string() }) });
const BitstampRows = z.array(z.looseObject({ type: z.coerce.string() }));
/** Among deposits, withdrawals and rewards. */
const MARKET_TRADE = '2';

const DAY_MS = 86_400_000;
const PASSPHRASE: KeyField = { name: 'password', label: 'Passphrase', isSecret: true };

const kraken: CcxtVenue = {
  ...{ name: 'kraken', title: 'Kraken', moreFields: [], pageSize: 50 },
  listing: { windowMs: 3_650 * DAY_MS, historyMs: 5_500 * DAY_MS },
  beyondReading: async (exchange) => {
    const { result } = await exchange.ask('privatePostGetApiKeyInfo', KrakenRights);
    return result.permissions.filter((right) => !/query|export/.test(right));
  },
};

const bybit: CcxtVenue = {
  ...{ name: 'bybit', title: 'Bybit', moreFields: [], pageSize: 100 },
  listing: { windowMs: 7 * DAY_MS, historyMs: 729 * DAY_MS },
  beyondReading: async (exchange) => {
    const { result } = await exchange.ask('privateGetV5UserQueryApi', BybitRights);
    return result.readOnly === '1' ? [] : ['reading and writing'];
  },
};

const okx: CcxtVenue = {
  ...{ name: 'okx', title: 'OKX', moreFields: [PASSPHRASE], pageSize: 100 },
  listing: { windowMs: 89 * DAY_MS, historyMs: 89 * DAY_MS },
  beyondReading: async (exchange) => {
    const { data } = await exchange.ask('privateGetAccountConfig', OkxRights);
    return listOf(data[0].perm).filter((right) => right !== 'read_only');
  },
};

const kucoin: CcxtVenue = {
  ...{ name: 'kucoin', title: 'KuCoin', moreFields: [PASSPHRASE], pageSize: 50 },
  listing: { windowMs: 7 * DAY_MS - 1, historyMs: 364 * DAY_MS },
  beyondReading: async (exchange) => {
    const { data } = await exchange.ask('privateGetUserApiKey', KucoinRights);
    return listOf(data.permission).filter((right) => right !== 'General');
  },
};

const bitstamp: CcxtVenue = {
  ...{ name: 'bitstamp', title: 'Bitstamp', moreFields: [], pageSize: 1_000 },
  listing: async (exchange, { offset, limit }) => {
    const rows = await exchange.ask('privatePostUserTransactions', BitstampRows, {
      offset,
      limit,
      sort: 'asc',
    });
    return { trades: exchange.read(rows.filter(({ type }) => type === MARKET_TRADE)), count: rows.length };
  },
  beyondReading: null,
};

export const CCXT_VENUES: Readonly<Record<CcxtName, CcxtVenue>> = { kraken, bybit, okx, kucoin, bitstamp };

function listOf(rights: string): string[] {
  return rights.split(',').map((right) => right.trim());
}
