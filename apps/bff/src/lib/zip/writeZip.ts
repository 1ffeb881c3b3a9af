import { Readable } from 'node:stream';
import { strToU8, Zip, ZipDeflate } from 'fflate';

export interface ZipEntry {
  name: string;
  content: AsyncIterable<string>;
}

/** fflate writes local time, so a local time gives the same bytes in every zone. */
const MTIME = new Date(1980, 0, 1);

/** A zip as a stream, entry after entry: memory does not grow with it, and equal pieces give equal bytes. */
export function writeZip(entries: readonly ZipEntry[]): Readable {
  return Readable.from(chunksOf(entries), { objectMode: false });
}

async function* chunksOf(entries: readonly ZipEntry[]): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    ready.push(chunk);
  });
  for (const { name, content } of entries) {
    const file = new ZipDeflate(name, { level: 6 });
    file.mtime = MTIME;
    zip.add(file);
    for await (const text of content) {
      file.push(strToU8(text));
      yield* ready;
      ready = [];
    }
    file.push(new Uint8Array(0), true);
  }
  zip.end();
  yield* ready;
}
