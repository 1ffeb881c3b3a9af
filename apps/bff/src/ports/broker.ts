import type { Decimal } from '@twin/shared/primitives/decimal';
import type { INSTRUMENTS, ORDER_TYPES, Side } from '@twin/shared/primitives/side';

/** A text that no log or JSON shows; lib/crypto/Secret.ts is one. */
export interface Sealable {
  reveal(): string;
}

/** What lets us read a person's fills at a venue. */
export interface Grant {
  method: 'api_key' | 'oauth';
  /** An access token, or the key as JSON. */
  access: Sealable;
  /** OAuth only; may be exchanged once. */
  refresh: Sealable | null;
  /** When `access` ends; null: never. */
  expiresAt: Date | null;
  /** What the venue says that it allows. */
  scope: string;
}

/** A field of the form in which a person gives a key. */
export interface KeyField {
  name: string;
  label: string;
  isSecret: boolean;
  isLong?: boolean;
  isOptional?: boolean;
  /** Something that the person must confirm, given as `yes`. */
  isConfirmation?: boolean;
}

/** One execution as every venue's adapter gives it. */
export interface BrokerFill {
  /** Unique among the venue's fills of a symbol. */
  venueId: string;
  /** BASE-QUOTE. */
  symbol: string;
  instrument: (typeof INSTRUMENTS)[number];
  side: Side;
  qty: Decimal;
  price: Decimal;
  /** Above zero a cost, below a rebate. */
  fee: Decimal;
  /** null exactly when the fee is zero. */
  feeAsset: string | null;
  /** UTC milliseconds. */
  ts: number;
  /** Order among equal times. */
  seq: number;
  orderId: string | null;
  orderType: (typeof ORDER_TYPES)[number] | null;
  settle: string | null;
}

/** The venue takes an earlier fill back. */
export interface BrokerReversal {
  /** Of the reversal itself. */
  venueId: string;
  symbol: string;
  orderId: string;
  qty: Decimal;
  price: Decimal;
}

/** A row that cannot be read: the person is told, the others go on. */
export interface BrokerRowProblem {
  venueId: string;
  field: string;
  reason: string;
  fix: string;
}

/** Where a listing goes on: JSON in the adapter's own terms. */
export type BrokerCursor = { readonly [key: string]: unknown };

export interface FillPage {
  fills: BrokerFill[];
  reversals: BrokerReversal[];
  problems: BrokerRowProblem[];
  /** For the next call, whether now or at the next sync. */
  cursor: BrokerCursor;
  /** Nothing more for now. */
  isLast: boolean;
}

export interface ListOptions {
  /** What the person trades, where the venue must be asked symbol by symbol. */
  symbols: readonly string[];
  signal: AbortSignal;
}

/** What the venue holds for the person. */
export interface Balance {
  asset: string;
  amount: Decimal;
}

/**
 * Reads a venue for one person and can do nothing else. Every method throws AppError: BROKER_SIGN_IN_AGAIN and
 * BROKER_SCOPE_MISSING when the person must act, BROKER_BUSY with the seconds to wait, BROKER_UNAVAILABLE when it
 * may be tried again, BROKER_UNREADABLE when the answer makes no sense.
 */
export interface Broker {
  readonly name: string;
  readonly title: string;
  /** Of the form for a key; null: no keys are taken. */
  readonly keyFields: readonly KeyField[] | null;
  /** Whether the person names what they trade. */
  readonly takesSymbols: boolean;
  readonly oauth: BrokerOAuth | null;
  /** Makes a grant of what the person typed. @throws AppError BROKER_KEY_UNREADABLE */
  authorise(key: Readonly<Record<string, string>>): Promise<Grant>;
  /** @throws AppError BROKER_CAN_TRADE unless the grant may read and do nothing else */
  permissions(grant: Grant, signal: AbortSignal): Promise<void>;
  /** The fills that came since the cursor; null: all. A fill may come again, none is left out. */
  listFillsSince(grant: Grant, cursor: BrokerCursor | null, options: ListOptions): Promise<FillPage>;
  /** null where the venue does not tell. */
  balances(grant: Grant, signal: AbortSignal): Promise<Balance[] | null>;
  /** Ends the grant at the venue where that is possible; keys are removed by the person. */
  revoke(grant: Grant, signal: AbortSignal): Promise<void>;
}

/** Signing in at the venue instead of giving a key. */
export interface BrokerOAuth {
  /** A fresh sign-in: where to send the person, and what to keep until they are back. */
  begin(redirectUri: string): Promise<OAuthBegin>;
  /** Exchanges the code of the address that the person came back to. @throws AppError BROKER_SIGN_IN_FAILED */
  complete(back: {
    query: URLSearchParams;
    state: string;
    verifier: Sealable;
    redirectUri: string;
  }): Promise<Grant>;
  /** The next pair of tokens; the old refresh token is spent. @throws AppError BROKER_SIGN_IN_AGAIN */
  refresh(grant: Grant): Promise<Grant>;
}

export interface OAuthBegin {
  url: string;
  state: string;
  verifier: Sealable;
}
