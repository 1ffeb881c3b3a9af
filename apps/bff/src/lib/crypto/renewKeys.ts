import type { Bytes } from './aesGcm.ts';
import { keyVersionOf, openToken, type SealContext, type Seals, sealToken } from './tokenSeal.ts';

/** One sealed value and where it stands. */
export interface SealedValue {
  context: SealContext;
  blob: Uint8Array;
}

/** The rows of one room that hold sealed values, bound to a transaction. */
export interface SealedRows {
  listSealed(userId: string): Promise<SealedValue[]>;
  /** Puts the new blob in the place of the old one; a row that changed meanwhile keeps what it has. */
  replaceSealed(value: SealedValue, blob: Bytes): Promise<void>;
}

const DAY_MS = 86_400_000;
/** How long a data key seals; NIST SP 800-57 allows far more, and the work is small. */
export const DATA_KEY_DAYS = 90;
/** A retired key stays so long for what was being sealed while it was retired. */
export const RETIRED_KEY_DAYS = 1;

export interface KeyCare extends Seals {
  rows: readonly SealedRows[];
  now: Date;
}

/**
 * Brings a person's keys up to date: a data key past its days gets a successor, everything is sealed by the newest,
 * keys that nothing has needed for a while are deleted, and the rest is wrapped by the current master key. A second run
 * changes nothing.
 */
export async function renewKeys({ keyring, store, rows, now }: KeyCare, userId: string): Promise<void> {
  const newest = await store.findNewest(userId);
  if (!newest) return;
  const isPastItsDays = now.getTime() - newest.createdAt.getTime() >= DATA_KEY_DAYS * DAY_MS;
  const version = isPastItsDays ? await keyring.rotate(store, userId) : newest.version;
  for (const each of rows) await resealAll({ keyring, store }, each, userId, version);
  await store.deleteRetired(userId, new Date(now.getTime() - RETIRED_KEY_DAYS * DAY_MS));
  await keyring.rewrap(store, userId);
}

async function resealAll(seals: Seals, rows: SealedRows, userId: string, version: number): Promise<void> {
  for (const value of await rows.listSealed(userId)) {
    if (keyVersionOf(value.blob) >= version) continue;
    const token = await openToken(seals, value.blob, value.context);
    await rows.replaceSealed(value, await sealToken(seals, token, value.context));
  }
}
