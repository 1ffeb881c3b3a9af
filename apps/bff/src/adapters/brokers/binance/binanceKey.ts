import { createHmac, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { AppError } from '@twin/shared/errors/AppError';
import { z } from 'zod';

/** A key of Binance: its id and the HMAC secret, or the PEM of an Ed25519 key. */
const BinanceKey = z.object({ apiKey: z.string(), secret: z.string() });
export type BinanceKey = z.infer<typeof BinanceKey>;

/** @throws AppError BROKER_KEY_UNREADABLE naming the field */
export function readBinanceKey(given: Readonly<Record<string, string>>): BinanceKey {
  const apiKey = given['apiKey']?.trim() ?? '';
  const secret = (given['secret'] ?? '').replaceAll('\\n', '\n').trim();
  if (!/^[A-Za-z0-9]{16,128}$/.test(apiKey)) {
    throw unreadable('apiKey', 'is no API key', 'Paste the API key without its name.');
  }
  if (secret === '') throw unreadable('secret', 'is missing', 'Paste the secret that belongs to the key.');
  if (secret.startsWith('-----')) ed25519KeyOf(secret);
  return { apiKey, secret };
}

/** The key out of its sealed form. */
export function parseBinanceKey(json: string): BinanceKey {
  return BinanceKey.parse(JSON.parse(json));
}

/** Over the query exactly as it is sent: hex HMAC-SHA256, or a base64 Ed25519 signature. */
export function signQuery(query: string, { secret }: BinanceKey): string {
  if (!secret.startsWith('-----')) return createHmac('sha256', secret).update(query).digest('hex');
  return sign(null, Buffer.from(query), ed25519KeyOf(secret)).toString('base64');
}

function ed25519KeyOf(pem: string): KeyObject {
  const key = readPem(pem);
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw unreadable('secret', 'is no Ed25519 key', 'Paste everything from -----BEGIN to END-----.');
}

/** The parser's own words could quote the key. */
function readPem(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

function unreadable(field: string, message: string, fix: string): AppError {
  return new AppError('BROKER_KEY_UNREADABLE', { fields: [{ path: `key.${field}`, message, fix }] });
}
