import { randomBytes } from 'node:crypto';
import { AppError } from '@twin/shared/errors/AppError';
import type { Clock } from '../../ports/clock.ts';
import type { Kms, WrappedKey } from '../../ports/kms.ts';
import { importKey, type Key } from './aesGcm.ts';

export interface StoredDataKey extends WrappedKey {
  version: number;
  createdAt: Date;
}

/** Where a person's wrapped keys lie. */
export interface DataKeyStore {
  /** The newest that is not retired. */
  findNewest(userId: string): Promise<StoredDataKey | null>;
  find(userId: string, version: number): Promise<StoredDataKey | null>;
  /** Changes nothing when the version is there: of two first uses at once, one key stays. */
  insert(userId: string, version: number, key: WrappedKey): Promise<void>;
  retireBefore(userId: string, version: number, at: Date): Promise<void>;
  /** All of the person's, the oldest first. */
  list(userId: string): Promise<StoredDataKey[]>;
  /** Puts the key under another master key. */
  rewrap(userId: string, version: number, key: WrappedKey): Promise<void>;
  /** Shreds what only keys could open that were retired before the given time. */
  deleteRetired(userId: string, before: Date): Promise<void>;
}

/** A data-encryption key and its number, which every blob carries. */
export interface DataKey {
  version: number;
  key: Key;
}

export interface KeyringOptions {
  kms: Kms;
  clock: Clock;
  /** How long an unwrapped key stays in memory. */
  ttlMs?: number;
}

const KEY_BYTES = 32;
const TTL_MS = 300_000;

/**
 * The data keys of people, each wrapped by a master key. Per person the newest key seals and every key opens,
 * retired ones too; deleting the rows shreds what they sealed.
 */
export class Keyring {
  private readonly kms: Kms;
  private readonly clock: Clock;
  private readonly ttlMs: number;
  private readonly unwrapped = new Map<string, { key: Promise<Key>; expiresAt: number }>();

  constructor({ kms, clock, ttlMs = TTL_MS }: KeyringOptions) {
    this.kms = kms;
    this.clock = clock;
    this.ttlMs = ttlMs;
  }

  /** The key that seals; the first use makes it. */
  async getDek(store: DataKeyStore, userId: string): Promise<DataKey> {
    const stored = (await store.findNewest(userId)) ?? (await this.add(store, userId, 1));
    return { version: stored.version, key: await this.unwrap(userId, stored) };
  }

  /** The key that a blob names. @throws AppError SEAL_BROKEN when there is none */
  async getDekOf(store: DataKeyStore, userId: string, version: number): Promise<DataKey> {
    const stored = await store.find(userId, version);
    if (!stored) throw new AppError('SEAL_BROKEN', { context: { keyVersion: version } });
    return { version, key: await this.unwrap(userId, stored) };
  }

  /** Makes a new key that seals from now on; the older ones open only. */
  async rotate(store: DataKeyStore, userId: string): Promise<number> {
    const newest = await store.findNewest(userId);
    const { version } = await this.add(store, userId, (newest?.version ?? 0) + 1);
    await store.retireBefore(userId, version, this.clock.now());
    return version;
  }

  /** Which master key wraps now. */
  currentMasterKeyId(): Promise<string> {
    return this.kms.currentKeyId();
  }

  /** Wraps by the current master key what another one had wrapped. @returns how many keys */
  async rewrap(store: DataKeyStore, userId: string): Promise<number> {
    const current = await this.kms.currentKeyId();
    const outdated = (await store.list(userId)).filter(({ masterKeyId }) => masterKeyId !== current);
    for (const stored of outdated) {
      const context = contextOf(userId, stored.version);
      const wrapped = await this.kms.wrap(await this.kms.unwrap(stored, context), context);
      await store.rewrap(userId, stored.version, wrapped);
    }
    return outdated.length;
  }

  private async add(store: DataKeyStore, userId: string, version: number): Promise<StoredDataKey> {
    const wrapped = await this.kms.wrap(new Uint8Array(randomBytes(KEY_BYTES)), contextOf(userId, version));
    await store.insert(userId, version, wrapped);
    // What another first use has stored meanwhile is the key, not ours.
    const stored = await store.find(userId, version);
    if (!stored) throw new Error('a data key that was just stored cannot be found');
    return stored;
  }

  private unwrap(userId: string, stored: StoredDataKey): Promise<Key> {
    const now = this.clock.now().getTime();
    for (const [id, entry] of this.unwrapped) if (entry.expiresAt <= now) this.unwrapped.delete(id);
    // The wrapped bytes are part of the name, so that a key made in a transaction that was rolled back is never met.
    const id = `${contextOf(userId, stored.version)}:${Buffer.from(stored.wrapped).toString('base64')}`;
    const known = this.unwrapped.get(id);
    if (known) return known.key;
    const key = this.kms.unwrap(stored, contextOf(userId, stored.version)).then(importKey);
    this.unwrapped.set(id, { key, expiresAt: now + this.ttlMs });
    key.catch(() => this.unwrapped.delete(id));
    return key;
  }
}

function contextOf(userId: string, version: number): string {
  return `data-key:${userId}:${version}`;
}
