import { z } from 'zod';

/** What answers outside is believed, so nobody may stand in between; a stub on this machine needs no TLS. */
export const OutsideUrl = z
  .url()
  .refine(isSafe, 'must be an https address without a user, a query or a fragment');

function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(address);
  if (username + password + search + hash !== '') return false;
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isHere);
}

/** Those whose answers we know well enough to read them. */
const CcxtName = z.enum(
  ['kraken', 'bybit', 'okx', 'kucoin', 'bitstamp'],
  'must be of kraken, bybit, okx, kucoin and bitstamp, parted by commas',
);
export type CcxtName = z.infer<typeof CcxtName>;

/** The environment of what is asked outside. */
export const VENUE_VARIABLES = {
  /** Where Coinbase's API answers. */
  COINBASE_API_URL: OutsideUrl.default('https://api.coinbase.com'),
  /** Where people sign in at Coinbase. */
  COINBASE_LOGIN_URL: OutsideUrl.default('https://login.coinbase.com/oauth2'),
  /** With its secret it offers signing in at Coinbase beside giving a key. */
  COINBASE_CLIENT_ID: z.string().min(1).optional(),
  /** Of COINBASE_CLIENT_ID. */
  COINBASE_CLIENT_SECRET: z.string().min(1).optional(),
  /** Offers Binance. */
  BROKER_BINANCE: z.stringbool().default(false),
  /** Whose public candles stand in for those that a broker does not show; people agree to it in their settings. */
  MARKET_VENDOR: z.enum(['binance'], 'must be binance').optional(),
  /** Offers more exchanges, each loaded when it is first used: names parted by commas. */
  BROKERS_CCXT: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((name) => name.trim() || []))
    .pipe(z.array(CcxtName)),
  /** Where Binance's API answers. */
  BINANCE_API_URL: OutsideUrl.default('https://api.binance.com'),
};
type VenueVariables = z.infer<z.ZodObject<typeof VENUE_VARIABLES>>;

export interface VenueConfig {
  coinbase: {
    apiUrl: URL;
    loginUrl: URL;
    /** null: signing in at Coinbase is not offered. */
    client: { id: string; secret: string } | null;
  };
  /** null: not offered. */
  binance: { apiUrl: URL } | null;
  /** Offered through ccxt. */
  ccxt: CcxtName[];
  /** null: candles come from brokers and files alone. */
  vendor: { apiUrl: URL } | null;
}

export function venueConfigOf(env: VenueVariables): VenueConfig {
  const { COINBASE_CLIENT_ID: id, COINBASE_CLIENT_SECRET: secret } = env;
  return {
    coinbase: {
      apiUrl: new URL(env.COINBASE_API_URL),
      loginUrl: new URL(env.COINBASE_LOGIN_URL),
      client: id && secret ? { id, secret } : null,
    },
    binance: env.BROKER_BINANCE ? { apiUrl: new URL(env.BINANCE_API_URL) } : null,
    ccxt: env.BROKERS_CCXT,
    vendor: env.MARKET_VENDOR === 'binance' ? { apiUrl: new URL(env.BINANCE_API_URL) } : null,
  };
}
