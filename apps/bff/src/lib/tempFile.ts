import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A file that lives as long as a request. */
export interface TempFile {
  name: string;
  path: string;
  discard(): Promise<void>;
}

/** Spools a stream to a private file of the system's temporary folder; nothing stays when the stream fails. */
export async function spoolToTempFile(name: string, content: Readable): Promise<TempFile> {
  const path = join(tmpdir(), `twin-upload-${randomUUID()}`);
  const discard = () => rm(path, { force: true });
  try {
    await pipeline(content, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
  } catch (error) {
    await discard();
    throw error;
  }
  return { name, path, discard };
}

/** The first bytes of a file, fewer when it is shorter. */
export async function readHead(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
