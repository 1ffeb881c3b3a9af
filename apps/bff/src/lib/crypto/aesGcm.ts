import { randomBytes, webcrypto } from 'node:crypto';
import { AppError } from '@twin/shared/errors/AppError';

export type Bytes = Uint8Array<ArrayBuffer>;
export type Key = webcrypto.CryptoKey;

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM (NIST SP 800-38D) with a random nonce in front of the ciphertext and its tag. */
export async function encrypt(key: Key, plain: Bytes, associated: Bytes): Promise<Bytes> {
  const nonce = new Uint8Array(randomBytes(NONCE_BYTES));
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: associated };
  const sealed = await webcrypto.subtle.encrypt(algorithm, key, plain);
  return joined(nonce, new Uint8Array(sealed));
}

/** @throws AppError SEAL_BROKEN when key, bytes or associated data are not those of `encrypt` */
export async function decrypt(key: Key, blob: Bytes, associated: Bytes): Promise<Bytes> {
  if (blob.length < NONCE_BYTES + TAG_BYTES) throw new AppError('SEAL_BROKEN');
  const nonce = blob.slice(0, NONCE_BYTES);
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: associated };
  try {
    return new Uint8Array(await webcrypto.subtle.decrypt(algorithm, key, blob.slice(NONCE_BYTES)));
  } catch (cause) {
    throw new AppError('SEAL_BROKEN', { cause });
  }
}

/** A key for both directions that cannot be read out again. */
export function importKey(bytes: Bytes): Promise<Key> {
  return webcrypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** Texts as bytes with their lengths in front, so that no two lists give the same bytes. */
export function encodeTexts(...texts: string[]): Bytes {
  const parts = texts.flatMap((text) => {
    const bytes = new TextEncoder().encode(text);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, bytes.length);
    return [length, bytes];
  });
  return joined(...parts);
}

export function joined(...parts: Uint8Array[]): Bytes {
  return new Uint8Array(Buffer.concat(parts));
}
