import type { CoachQuestion } from '@twin/shared/dto/coach';
import { request } from './request.ts';

const PAGE_MESSAGES = 30;

/** Newest first. */
export function fetchMessages(cursor: string | undefined, signal: AbortSignal) {
  return request('/v1/coach/messages', (wire) => wire.CoachMessagePage, {
    query: { cursor, limit: PAGE_MESSAGES },
    signal,
  });
}

/** The message as it was kept, with the coach's reply. */
export function askCoach(question: CoachQuestion) {
  return request('/v1/coach/messages', (wire) => wire.CoachAnswer, { method: 'POST', body: question });
}
