import type { Readable } from 'node:stream';
import { unzipSync } from 'fflate';

/** The whole of a stored zip; its entries are unpacked one at a time. @returns null when it is over `maxBytes` */
export async function readZip(content: Readable, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of content) {
    bytes += (chunk as Buffer).length;
    if (bytes > maxBytes) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** One entry, unpacked; null when the zip is broken, has no such entry, or it would be larger than `maxBytes`. */
export function zipEntry(zip: Uint8Array, name: string, maxBytes: number): Buffer | null {
  try {
    const found = unzipSync(zip, {
      filter: (entry) => entry.name === name && entry.originalSize <= maxBytes,
    })[name];
    return found ? Buffer.from(found.buffer, found.byteOffset, found.byteLength) : null;
  } catch {
    return null;
  }
}

/** What every zip begins with. */
export function isZip(head: Buffer): boolean {
  return head.length >= 4 && head.readUInt32BE(0) === 0x504b0304;
}
