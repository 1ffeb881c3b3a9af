import { createHash } from 'node:crypto';
import { AppError } from '@twin/shared/errors/AppError';
import { type Bytes, decrypt, encodeTexts, encrypt, importKey, type Key } from '../../lib/crypto/aesGcm.ts';
import type { Secret } from '../../lib/crypto/Secret.ts';
import type { Kms, WrappedKey } from '../../ports/kms.ts';

const KEY_BYTES = 32;

/** Master keys that the process was given, from a secret file or the environment: the newest wraps, all unwrap. */
export class LocalKms implements Kms {
  private readonly keys: Map<string, Promise<Key>>;
  private readonly newest: { id: string; key: Promise<Key> };

  /** @throws RangeError when a key is not 32 bytes, or there is none */
  constructor(masterKeys: readonly [Secret<Bytes>, ...Secret<Bytes>[]]) {
    const opened = masterKeys.map((secret) => {
      const bytes = secret.reveal();
      if (bytes.length !== KEY_BYTES) throw new RangeError(`a master key holds ${KEY_BYTES} bytes`);
      return { id: idOf(bytes), key: importKey(bytes) };
    });
    const [newest] = opened;
    if (!newest) throw new RangeError('there is no master key');
    this.newest = newest;
    this.keys = new Map(opened.map(({ id, key }) => [id, key]));
  }

  async currentKeyId(): Promise<string> {
    return this.newest.id;
  }

  async wrap(key: Bytes, context: string): Promise<WrappedKey> {
    const wrapped = await encrypt(await this.newest.key, key, encodeTexts(context));
    return { masterKeyId: this.newest.id, wrapped };
  }

  async unwrap({ masterKeyId, wrapped }: WrappedKey, context: string): Promise<Bytes> {
    const key = await this.keys.get(masterKeyId);
    if (!key) throw new AppError('SEAL_BROKEN', { context: { masterKeyId } });
    return decrypt(key, wrapped, encodeTexts(context));
  }
}

/** Names a key without giving it away. */
function idOf(key: Bytes): string {
  return `local-${createHash('sha256').update('twin master key id').update(key).digest('hex').slice(0, 16)}`;
}
