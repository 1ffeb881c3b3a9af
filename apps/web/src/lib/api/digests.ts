import { request, requestNothing } from './request.ts';

const PAGE_DIGESTS = 20;

/** Newest week first. */
export function fetchDigests(cursor: string | undefined, signal: AbortSignal) {
  return request('/v1/digests', (wire) => wire.DigestPage, {
    query: { cursor, limit: PAGE_DIGESTS },
    signal,
  });
}

/** Writes the digest of the last finished week, or answers the one that is there. */
export function requestDigest() {
  return request('/v1/digests', (wire) => wire.DigestDto, { method: 'POST', body: {} });
}

/** Turns the mails off for whose token it is; needs no session. */
export function unsubscribe(token: string) {
  return requestNothing('/v1/digests/unsubscribe', { method: 'POST', body: { token } });
}
