import { AppError } from '@twin/shared/errors/AppError';
import { type Bytes, decrypt, encodeTexts, encrypt, joined } from './aesGcm.ts';
import type { DataKeyStore, Keyring } from './keyring.ts';
import { Secret } from './Secret.ts';

/** What a sealed token belongs to; a blob moved to another person, purpose or row does not open. */
export interface SealContext {
  userId: string;
  /** For instance `coinbase.access`. */
  purpose: string;
  /** Id of the row that holds it. */
  row: string;
}

export interface Seals {
  keyring: Keyring;
  store: DataKeyStore;
}

/** Layout of a blob: format (1 byte), key version (4 bytes), nonce (12), ciphertext with tag. */
const FORMAT = 1;
const HEADER_BYTES = 5;

/** Seals with the person's newest data key, AES-256-GCM. */
export async function sealToken(seals: Seals, token: Secret, context: SealContext): Promise<Bytes> {
  const { key, version } = await seals.keyring.getDek(seals.store, context.userId);
  const header = headerOf(version);
  const plain = new TextEncoder().encode(token.reveal());
  return joined(header, await encrypt(key, plain, associated(header, context)));
}

/** @throws AppError SEAL_BROKEN when any byte, the person, the purpose or the row is another one */
export async function openToken(seals: Seals, blob: Uint8Array, context: SealContext): Promise<Secret> {
  if (blob.length < HEADER_BYTES || blob[0] !== FORMAT) throw new AppError('SEAL_BROKEN');
  const bytes = new Uint8Array(blob);
  const header = bytes.slice(0, HEADER_BYTES);
  const { key } = await seals.keyring.getDekOf(seals.store, context.userId, keyVersionOf(bytes));
  const plain = await decrypt(key, bytes.slice(HEADER_BYTES), associated(header, context));
  return new Secret(new TextDecoder().decode(plain));
}

/** Which data key a blob needs: re-encryption looks for those below the newest. */
export function keyVersionOf(blob: Uint8Array): number {
  return new DataView(blob.buffer, blob.byteOffset, blob.byteLength).getInt32(1);
}

function headerOf(version: number): Bytes {
  const header = new Uint8Array(HEADER_BYTES);
  header[0] = FORMAT;
  new DataView(header.buffer).setInt32(1, version);
  return header;
}

function associated(header: Bytes, { userId, purpose, row }: SealContext): Bytes {
  return joined(header, encodeTexts(userId, purpose, row));
}
