import { AppError } from '@twin/shared/errors/AppError';
import type { ErrorCode } from '@twin/shared/errors/catalog';
import { z } from 'zod';
import { retryAfterSeconds, type VenueAnswer } from '../../venue/askVenue.ts';
import { jsonOf } from '../../venue/readAnswer.ts';

const WAIT_S = 60;

/** v2 answers hold a list of errors with ids, v3 answers one error; a bare text comes too. */
const ErrorAnswer = z.object({
  errors: z.array(z.object({ id: z.string() })).optional(),
  error: z.string().optional(),
});

/** What an answer that is no success means. Unknown ids fall back to the status. */
export function coinbaseError(answer: VenueAnswer): AppError {
  const body = ErrorAnswer.safeParse(jsonOf(answer.text)).data;
  const id = body?.errors?.[0]?.id ?? body?.error ?? null;
  const code = codeOf(answer.status, id);
  return new AppError(code, {
    context: { venue: 'coinbase', status: answer.status, id },
    ...(code === 'BROKER_BUSY' ? { retryAfterSeconds: retryAfterSeconds(answer.headers, WAIT_S) } : {}),
  });
}

function codeOf(status: number, id: string | null): ErrorCode {
  if (status === 429 || id === 'rate_limit_exceeded') return 'BROKER_BUSY';
  if (status === 401) return 'BROKER_SIGN_IN_AGAIN';
  if (status === 403 || id === 'invalid_scope') return 'BROKER_SCOPE_MISSING';
  if (status === 451) return 'BROKER_REGION';
  if (status >= 500) return 'BROKER_UNAVAILABLE';
  return 'BROKER_UNREADABLE';
}
