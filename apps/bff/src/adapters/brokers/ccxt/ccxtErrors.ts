import { AppError } from '@twin/shared/errors/AppError';
import type { ErrorCode } from '@twin/shared/errors/catalog';
import { retryAfterSeconds } from '../../venue/askVenue.ts';

const WAIT_S = 60;

/** ccxt's classes, narrow before wide: the first that the error is one of says what it means. */
const MEANINGS: readonly (readonly [string, ErrorCode])[] = [
  ['DDoSProtection', 'BROKER_BUSY'],
  ['RateLimitExceeded', 'BROKER_BUSY'],
  ['RestrictedLocation', 'BROKER_REGION'],
  ['PermissionDenied', 'BROKER_SCOPE_MISSING'],
  ['AuthenticationError', 'BROKER_SIGN_IN_AGAIN'],
  // A clock that differs, or two calls that overtook each other.
  ['InvalidNonce', 'BROKER_UNAVAILABLE'],
  ['NetworkError', 'BROKER_UNAVAILABLE'],
  ['OperationFailed', 'BROKER_UNAVAILABLE'],
];

/** The exchange's last answer to a key. */
export interface LastAnswer {
  /** 0: there was none. */
  status: number;
  headers: Readonly<Record<string, string>>;
}

/** What an error of ccxt means; ours pass. */
export function ccxtError(error: unknown, { status, headers }: LastAnswer): AppError {
  if (error instanceof AppError) return error;
  const kinds = kindsOf(error);
  const code = MEANINGS.find(([kind]) => kinds.has(kind))?.[1] ?? meaningOf(status);
  // ccxt puts the address into its messages, and some exchanges the key into the address: the kind is enough.
  return new AppError(code, {
    context: { kinds: [...kinds].slice(0, 3) },
    ...(code === 'BROKER_BUSY' ? { retryAfterSeconds: retryAfterSeconds(new Headers(headers), WAIT_S) } : {}),
  });
}

/** Some exchanges' errors are of no kind of their own: the status says more. */
function meaningOf(status: number): ErrorCode {
  if (status === 429) return 'BROKER_BUSY';
  if (status === 401) return 'BROKER_SIGN_IN_AGAIN';
  if (status === 451) return 'BROKER_REGION';
  return status >= 500 ? 'BROKER_UNAVAILABLE' : 'BROKER_UNREADABLE';
}

/** Names of the error's class and of those above it. */
function kindsOf(error: unknown): Set<string> {
  const kinds = new Set<string>();
  for (let kind = error; kind instanceof Error; kind = Object.getPrototypeOf(kind)) {
    kinds.add(kind.constructor.name);
  }
  return kinds;
}
