import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { MAX_FILE_BYTES } from '@twin/formats/limits';
import { Unusable } from './command.ts';

/** The bytes of a file named on the command line, a .gz unpacked. @throws Unusable when it cannot be read or is over the limit. */
export function readInput(path: string): Uint8Array {
  try {
    if (statSync(path).size > MAX_FILE_BYTES)
      throw new Unusable(`${path}: the file is over 150 MB; export shorter periods.`);
    const bytes = readFileSync(path);
    return path.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: MAX_FILE_BYTES }) : bytes;
  } catch (error) {
    if (error instanceof Unusable) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw new Unusable(`${path}: there is no such file.`);
    if (code === 'EISDIR') throw new Unusable(`${path}: this is a folder, no file.`);
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new Unusable(`${path}: unpacked it is over 150 MB.`);
    throw new Unusable(`${path}: cannot be read (${code ?? String(error)}).`);
  }
}
