import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { sniffEncoding } from '@twin/formats/reading/decodeText';
import { AppError } from '@twin/shared/errors/AppError';

/** Opens the same bytes anew at each call. */
export type OpenBytes = () => Promise<Readable>;

/**
 * The text of a file, piece by piece. Bytes that are no UTF-8 are Windows-1252, as European spreadsheets write
 * them; since that shows only at the first odd byte, the file is read twice rather than held.
 * @throws AppError IMPORT_EMPTY, IMPORT_BINARY
 */
export async function* fileText(open: OpenBytes): AsyncGenerator<string> {
  const encoding = await encodingOf(open);
  const decoder = new TextDecoder(encoding);
  for await (const chunk of await open()) yield decoder.decode(chunk as Buffer, { stream: true });
  yield decoder.decode();
}

/**
 * The text at the begin of a file, for a first look. A character cut in the middle is left out.
 * @throws AppError IMPORT_EMPTY, IMPORT_BINARY
 */
export function headText(head: Buffer): string {
  const encoding = sniff(head);
  const isCut = encoding === 'utf-8' && !isUtf8(head.subarray(0, lastWholeByte(head)));
  return new TextDecoder(isCut ? 'windows-1252' : encoding).decode(head, { stream: true });
}

async function encodingOf(open: OpenBytes): Promise<string> {
  let encoding: string | null = null;
  let check: TextDecoder | null = null;
  for await (const chunk of await open()) {
    if (encoding === null) {
      encoding = sniff(chunk as Buffer);
      check = new TextDecoder(encoding, { fatal: true });
    }
    if (!decodes(check, chunk as Buffer)) return 'windows-1252';
  }
  if (encoding === null) throw new AppError('IMPORT_EMPTY');
  return decodes(check, null) ? encoding : 'windows-1252';
}

function decodes(decoder: TextDecoder | null, chunk: Buffer | null): boolean {
  try {
    if (chunk) decoder?.decode(chunk, { stream: true });
    else decoder?.decode();
    return true;
  } catch {
    return false;
  }
}

function sniff(head: Buffer): string {
  if (head.length === 0) throw new AppError('IMPORT_EMPTY');
  const encoding = sniffEncoding(head);
  if (encoding === 'binary') throw new AppError('IMPORT_BINARY');
  return encoding;
}

/** Where the last character that begins in the bytes may still be incomplete, it is left out. */
function lastWholeByte(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return bytes.length - back;
  }
  return bytes.length;
}
