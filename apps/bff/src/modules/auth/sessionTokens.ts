import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { RequestOrigin } from '../../lib/http/session.ts';

export type Hash = Uint8Array<ArrayBuffer>;

const DAY_MS = 86_400_000;

export interface SessionTimes {
  idleMs: number;
  absoluteMs: number;
  /** How old `lastSeenAt` may grow before a request renews it: a write per request would be waste. */
  touchMs: number;
}

export const SESSION_TIMES: SessionTimes = {
  idleMs: 7 * DAY_MS,
  absoluteMs: 30 * DAY_MS,
  touchMs: 5 * 60_000,
};
/** Visitors come and go; their sessions need not stay. */
export const DEMO_SESSION_TIMES: SessionTimes = {
  idleMs: DAY_MS / 12,
  absoluteMs: DAY_MS / 2,
  touchMs: 5 * 60_000,
};

/** 256 random bits; the cookie holds them, the database only their hash. */
export function newToken(): { token: string; tokenHash: Hash } {
  const token = randomBytes(32).toString('base64url');
  return { token, tokenHash: hashToken(token) };
}

/** A plain hash is enough: nobody guesses 256 bits. */
export function hashToken(token: string): Hash {
  return Uint8Array.from(createHash('sha256').update(token).digest());
}

export function isTokenShaped(token: string): boolean {
  return /^[\w-]{43}$/.test(token);
}

/** Keyed hashes of where a session was opened: the same device is recognised, its address never read. */
export function fingerprintOf(key: Buffer, from: RequestOrigin): { ipHash: Hash; uaHash: Hash | null } {
  return {
    ipHash: keyedHash(key, `ip\n${from.ip}`),
    uaHash: from.userAgent === null ? null : keyedHash(key, `ua\n${from.userAgent}`),
  };
}

/** For keys of counters that must not name a person or an address. */
export function keyedHash(key: Buffer, text: string): Hash {
  return Uint8Array.from(createHmac('sha256', key).update(text).digest());
}
