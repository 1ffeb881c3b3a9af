import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '@twin/shared/errors/AppError';
import type { ObjectStore } from '../../ports/objectStore.ts';
import { checkKey } from './objectKey.ts';

/** Files in one folder; api and worker on one machine share it, on several they mount the same. */
export class FolderObjectStore implements ObjectStore {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Written beside and renamed when it is on the disk, so that a reader sees the whole or nothing. */
  async put(key: string, content: Readable): Promise<number> {
    const path = this.pathOf(key);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const partial = `${path}.${randomBytes(6).toString('hex')}.part`;
    try {
      const sink = createWriteStream(partial, { flags: 'wx', mode: 0o600 });
      await pipeline(content, sink);
      await syncToDisk(partial);
      await rename(partial, path);
      return sink.bytesWritten;
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  async open(key: string): Promise<Readable> {
    const file = await open(this.pathOf(key), 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') throw new AppError('OBJECT_MISSING', { cause: error, context: { key } });
      throw error;
    });
    return file.createReadStream();
  }

  async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true });
  }

  private pathOf(key: string): string {
    checkKey(key);
    return join(this.folder, key);
  }
}

async function syncToDisk(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
