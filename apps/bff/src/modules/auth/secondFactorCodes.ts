import { createHash, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { SealContext } from '../../lib/crypto/tokenSeal.ts';
import type { Hash } from './sessionTokens.ts';

const ISSUER = 'Trading Twin';
const SECRET_BYTES = 20;
const PERIOD_S = 30;
/** A code of the step before or after counts too: phones' clocks differ. */
const WINDOW = 1;
const RECOVERY_CODES = 10;
/** 80 bits each, so that a plain hash is enough to keep them. */
const RECOVERY_BYTES = 10;

export function newSecret(): string {
  return new Secret({ buffer: new Uint8Array(randomBytes(SECRET_BYTES)).buffer }).base32;
}

/** What an authenticator app reads from a QR code. */
export function uriOf(secret: string, email: string): string {
  return totpOf(secret, email).toString();
}

/** The time step that the code belongs to (RFC 6238: SHA-1, six digits, 30 s); null when it fits none of now. */
export function stepOf(secret: string, code: string, now: Date): number | null {
  const timestamp = now.getTime();
  const delta = totpOf(secret, '').validate({ token: code, timestamp, window: WINDOW });
  return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD_S) + delta;
}

export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const text = new Secret({ buffer: new Uint8Array(randomBytes(RECOVERY_BYTES)).buffer }).base32;
    return text.match(/.{4}/g)?.join('-') ?? text;
  });
}

/** Spaces, dashes and letter case are how people type, not part of the code. */
export function hashRecoveryCode(code: string): Hash {
  const plain = code.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return Uint8Array.from(createHash('sha256').update(plain).digest());
}

export function secondFactorSeal(userId: string): SealContext {
  return { userId, purpose: 'auth.totp', row: userId };
}

function totpOf(secret: string, label: string): TOTP {
  return new TOTP({ issuer: ISSUER, label, secret, period: PERIOD_S });
}
