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

/** Text of trades packs 10 to 50 times; a thousand is a bomb. */
const RATIO_MAX = 200;

/**
 * One entry, unpacked; null when the zip is broken, has no such entry, or it would be larger than `maxBytes` or more
 * than it packs honestly.
 */
export function zipEntry(zip: Uint8Array, name: string, maxBytes: number): Buffer | null {
  try {
    const unpacked = unzipSync(zip, {
      filter: ({ name: found, size, originalSize }) =>
        found === name && originalSize <= Math.min(maxBytes, Math.max(size, 1_024) * RATIO_MAX),
    })[name];
    return unpacked ? Buffer.from(unpacked.buffer, unpacked.byteOffset, unpacked.byteLength) : null;
  } catch {
    return null;
  }
}

/** What every zip begins with. */
export function isZip(head: Buffer): boolean {
  return head.length >= 4 && head.readUInt32BE(0) === 0x504b0304;
}
