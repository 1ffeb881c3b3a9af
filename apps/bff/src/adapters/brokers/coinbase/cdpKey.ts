import { createPrivateKey, type KeyObject, randomBytes } from 'node:crypto';
import { AppError } from '@twin/shared/errors/AppError';
import { SignJWT } from 'jose';
import { z } from 'zod';

/** A key of the Coinbase Developer Platform: its name and its private key, as the person pasted them. */
export interface CdpKey {
  name: string;
  /** PEM of an EC key on P-256, or base64 of an Ed25519 key. */
  privateKey: string;
}

const CdpKey = z.object({ name: z.string(), privateKey: z.string() });
const LIFETIME_S = 120;
const ED25519_SEED_BYTES = 32;

/** @throws AppError BROKER_KEY_UNREADABLE naming the field */
export function readCdpKey(given: Readonly<Record<string, string>>): CdpKey {
  const name = given['name']?.trim() ?? '';
  // Copied out of JSON, the line ends of the PEM are still escaped.
  const privateKey = (given['privateKey'] ?? '').replaceAll('\\n', '\n').trim();
  if (name === '') throw unreadable('name', 'is missing', 'Paste the name of the key or its id.');
  const key = { name, privateKey };
  signingKey(key);
  return key;
}

/** The key out of its sealed form. */
export function parseCdpKey(json: string): CdpKey {
  return CdpKey.parse(JSON.parse(json));
}

/** The token for one request, which names its method and path and ends after two minutes. */
export async function signRequest(key: CdpKey, method: string, url: URL, now: Date): Promise<string> {
  const { privateKey, algorithm } = signingKey(key);
  const seconds = Math.floor(now.getTime() / 1000);
  return new SignJWT({ uri: `${method} ${url.host}${url.pathname}` })
    .setProtectedHeader({
      alg: algorithm,
      kid: key.name,
      nonce: randomBytes(16).toString('hex'),
      typ: 'JWT',
    })
    .setSubject(key.name)
    .setIssuer('cdp')
    .setNotBefore(seconds)
    .setExpirationTime(seconds + LIFETIME_S)
    .sign(privateKey);
}

function signingKey({ privateKey }: CdpKey): { privateKey: KeyObject; algorithm: 'ES256' | 'EdDSA' } {
  const isPem = privateKey.startsWith('-----BEGIN');
  const key = readKey(() => (isPem ? createPrivateKey(privateKey) : ed25519Key(privateKey)));
  if (key.asymmetricKeyType === 'ed25519') return { privateKey: key, algorithm: 'EdDSA' };
  const isP256 = key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  if (!isP256) throw unreadable('privateKey', 'is of another kind than ECDSA or Ed25519', 'Make a new key.');
  return { privateKey: key, algorithm: 'ES256' };
}

function readKey(read: () => KeyObject): KeyObject {
  try {
    return read();
  } catch {
    // The parser's own words could quote the key.
    throw unreadable(
      'privateKey',
      'is no private key',
      'Paste everything from -----BEGIN to END-----, or the whole line of an Ed25519 key.',
    );
  }
}

/** Coinbase gives the 32 bytes of the key followed by those of the public key. */
function ed25519Key(base64: string): KeyObject {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== 2 * ED25519_SEED_BYTES) throw new RangeError('an Ed25519 key pair holds 64 bytes');
  return createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'OKP',
      crv: 'Ed25519',
      d: bytes.subarray(0, ED25519_SEED_BYTES).toString('base64url'),
      x: bytes.subarray(ED25519_SEED_BYTES).toString('base64url'),
    },
  });
}

function unreadable(field: string, message: string, fix: string): AppError {
  return new AppError('BROKER_KEY_UNREADABLE', { fields: [{ path: `key.${field}`, message, fix }] });
}
