import { z } from 'zod';
import { AccountName, DecimalText, Id, UtcTime } from './wire.ts';

export const BrokerName = z
  .string()
  .regex(/^[a-z0-9]{1,32}$/, 'must be the name of a broker, such as coinbase');

/** A broker that this server can connect, and how. */
export const BrokerOffer = z.object({
  broker: BrokerName,
  title: z.string(),
  /** The fields of a key; null: keys are not taken. */
  keyFields: z
    .array(
      z.object({
        name: z.string(),
        label: z.string(),
        isSecret: z.boolean(),
        isLong: z.boolean().optional(),
        isOptional: z.boolean().optional(),
        /** Something that the person must confirm, given as `yes`. */
        isConfirmation: z.boolean().optional(),
      }),
    )
    .nullable(),
  /** Whether the person names what they trade. */
  takesSymbols: z.boolean(),
  /** Whether the person can sign in at the broker instead. */
  hasOAuth: z.boolean(),
});
export type BrokerOffer = z.infer<typeof BrokerOffer>;

const TradedSymbol = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9]{1,20}-[A-Z0-9]{1,20}$/, 'must look like BTC-USDT');

export const BrokerKeyBody = z.object({
  /** By the names of the offer's fields. */
  key: z.record(z.string().max(32), z.string().max(8_192)),
  account: AccountName.optional(),
  symbols: z.array(TradedSymbol).max(500).default([]),
});
export type BrokerKeyBody = z.infer<typeof BrokerKeyBody>;

/** What the venue holds beside what the fills explain; the rest came in or went out otherwise. */
export const BrokerBalance = z.object({
  asset: z.string(),
  held: DecimalText,
  fromFills: DecimalText,
  unexplained: DecimalText,
});
export type BrokerBalance = z.infer<typeof BrokerBalance>;

export const BrokerStatus = z.enum(['waiting', 'syncing', 'blocked']);
export type BrokerStatus = z.infer<typeof BrokerStatus>;

/** A connection as its person sees it: never a secret. */
export const BrokerConnectionDto = z.object({
  id: Id,
  broker: BrokerName,
  method: z.enum(['api_key', 'oauth']),
  account: z.string(),
  symbols: z.array(z.string()),
  /** `blocked` waits for the person. */
  status: BrokerStatus,
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
  lastSyncedAt: UtcTime.nullable(),
  /** null while it waits for the person. */
  nextSyncAt: UtcTime.nullable(),
  /** As of the last sync; null where the venue does not tell. */
  balances: z.array(BrokerBalance).nullable(),
  createdAt: UtcTime,
});
export type BrokerConnectionDto = z.infer<typeof BrokerConnectionDto>;

export const BrokerConnectionList = z.object({
  items: z.array(BrokerConnectionDto),
  nextCursor: z.null(),
  /** What else can be connected here. */
  offers: z.array(BrokerOffer),
});
export type BrokerConnectionList = z.infer<typeof BrokerConnectionList>;

/** `all` reads from the beginning again; what is there is known by its id. */
export const BrokerSyncBody = z.object({ all: z.boolean().default(false) });
export type BrokerSyncBody = z.infer<typeof BrokerSyncBody>;
