import type { Readable } from 'node:stream';

/** Files that outlive a request: uploads, snapshots, exports. Keys are relative paths of [a-z0-9/._-]. */
export interface ObjectStore {
  /** Stores the whole stream or nothing. @returns the number of bytes. */
  put(key: string, content: Readable): Promise<number>;
  /** @throws AppError OBJECT_MISSING */
  open(key: string): Promise<Readable>;
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>;
}
