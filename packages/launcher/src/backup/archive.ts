import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Decrypter, Encrypter } from 'age-encryption';
import { create, extract } from 'tar';
import { StartError } from '../StartError.ts';

/**
 * Packs a folder into one file that only the passphrase opens: a gzipped tar, encrypted in the age format, so that it
 * can also be opened by hand (`age -d FILE | tar xz`). The file appears whole or not at all.
 */
export async function pack(
  folder: string,
  file: string,
  passphrase: string,
  signal: AbortSignal,
): Promise<void> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  const files = create({ cwd: folder, gzip: true, portable: true }, ['.']);
  // It walks on for a moment after it was stopped, when the folder is gone. Whoever still reads is told by the reading.
  files.on('error', () => undefined);
  const plain = Readable.from(files);
  const sealed = await encrypter.encrypt(Readable.toWeb(plain) as ReadableStream<Uint8Array>);
  const partial = `${file}.${process.pid}.part`;
  try {
    const sink = createWriteStream(partial, { flags: 'wx', mode: 0o600, flush: true });
    await pipeline(chunksOf(sealed), sink, { signal });
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** What `pack` made, opened: its first bytes have answered to the passphrase. */
export interface Archive {
  file: string;
  plain: ReadableStream<Uint8Array>;
}

/** @throws StartError for another passphrase, or another kind of file */
export async function openArchive(file: string, passphrase: string): Promise<Archive> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    const sealed = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
    return { file, plain: await decrypter.decrypt(sealed) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new StartError(`there is no file ${file}`, 'name the file that `twin backup` wrote', error);
    }
    throw new StartError(
      `${file} cannot be opened: ${(error as Error).message}`,
      'give the passphrase it was made with; if that is the right one, the file is damaged: take another',
      error,
    );
  }
}

/** Unpacks into an empty folder. @throws StartError for a damaged file */
export async function unpack(archive: Archive, folder: string, signal: AbortSignal): Promise<void> {
  try {
    await pipeline(chunksOf(archive.plain), extract({ cwd: folder, strict: true }), { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new StartError(
      `${archive.file} cannot be unpacked: ${(error as Error).message}`,
      'make room if the disk is full; otherwise the file is damaged: take another',
      error,
    );
  }
}

async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}
