import { createHash } from 'node:crypto';
import { FileReading } from '@twin/formats/FileReading';
import { headText } from './fileText.ts';
import type { FileOptions } from './receivedFile.ts';
import { isWholeFile } from './wholeFile.ts';

/** The header row of a file that no exchange's format knows. */
export interface UnknownHeader {
  columns: readonly string[];
  hash: string;
}

/** What the begin of a file has for a header; null when a format knows the file, or there is no table. */
export function unknownHeader(
  file: { name: string; head: Buffer },
  { timezone }: Pick<FileOptions, 'timezone'>,
): UnknownHeader | null {
  if (isWholeFile(file.head)) return null;
  const reading = new FileReading({ name: file.name, ...(timezone === undefined ? {} : { timezone }) });
  reading.push(headText(file.head));
  reading.end();
  const isKnown = reading.format !== null && reading.format.name !== 'generic';
  const { columns } = reading;
  return isKnown || columns.length === 0 ? null : { columns, hash: headerHash(columns) };
}

/** Equal for headers whose names differ in case and blanks alone. */
export function headerHash(columns: readonly string[]): string {
  const names = columns.map((column) => column.trim().replace(/\s+/g, ' ').toLowerCase());
  return createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 32);
}
