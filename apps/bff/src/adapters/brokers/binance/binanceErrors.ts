import { AppError } from '@twin/shared/errors/AppError';
import type { ErrorCode } from '@twin/shared/errors/catalog';
import { z } from 'zod';
import { retryAfterSeconds, type VenueAnswer } from '../../venue/askVenue.ts';
import { jsonOf } from '../../venue/readAnswer.ts';

const WAIT_S = 60;
const BAN_S = 120;
const REFUSED_KEY = new Set(['-1022', '-2014', '-2015']);
const UNKNOWN_OUTCOME = new Set(['-1000', '-1001', '-1006', '-1007', '-1016', '-1021']);

const ErrorAnswer = z.object({ code: z.coerce.string() });

/** The clock of this machine and Binance's differ by more than it allows. */
export const CLOCK_SKEW = '-1021';

/** It trades no such pair. */
export const UNKNOWN_SYMBOL = '-1121';

export function errorCodeOf({ text }: VenueAnswer): string | null {
  return ErrorAnswer.safeParse(jsonOf(text)).data?.code ?? null;
}

/** What an answer that is no success means. */
export function binanceError(answer: VenueAnswer): AppError {
  const id = errorCodeOf(answer);
  const code = codeOf(answer.status, id);
  const otherwise = answer.status === 418 ? BAN_S : WAIT_S;
  return new AppError(code, {
    context: { venue: 'binance', status: answer.status, id },
    ...(code === 'BROKER_BUSY' ? { retryAfterSeconds: retryAfterSeconds(answer.headers, otherwise) } : {}),
  });
}

function codeOf(status: number, id: string | null): ErrorCode {
  if (status === 429 || status === 418 || id === '-1003') return 'BROKER_BUSY';
  if (status === 451) return 'BROKER_REGION';
  if (id !== null && REFUSED_KEY.has(id)) return 'BROKER_SIGN_IN_AGAIN';
  if (id !== null && UNKNOWN_OUTCOME.has(id)) return 'BROKER_UNAVAILABLE';
  // 403 is its firewall, which lets the same call pass later.
  if (status === 403 || status >= 500) return 'BROKER_UNAVAILABLE';
  if (status === 401) return 'BROKER_SIGN_IN_AGAIN';
  return 'BROKER_UNREADABLE';
}
