import type { Readable } from 'node:stream';
import type { ReadingOptions } from '@twin/formats/FileReading';
import { isProblem, mustBeReadWhole, parseFile } from '@twin/formats/parseFile';
import type { ParsedFile } from '@twin/formats/row';
import { fileError } from './fileProblems.ts';
import type { OpenBytes } from './fileText.ts';

/** Archives, spreadsheets and pages give no text in pieces: they are held as a whole, within the limit of an upload. */
export function isWholeFile(head: Buffer): boolean {
  return mustBeReadWhole(head);
}

/** The file when it must be read as a whole, else null. @throws AppError IMPORT_… when it cannot be read */
export async function readWhole(open: OpenBytes, options: ReadingOptions): Promise<ParsedFile | null> {
  const first = await firstChunk(await open());
  if (first === null || !isWholeFile(first)) return null;
  const chunks: Buffer[] = [];
  for await (const chunk of await open()) chunks.push(chunk as Buffer);
  const parsed = parseFile({ ...options, bytes: Buffer.concat(chunks) });
  if (isProblem(parsed)) throw fileError(parsed);
  return parsed;
}

async function firstChunk(content: Readable): Promise<Buffer | null> {
  for await (const chunk of content) return chunk as Buffer;
  return null;
}
