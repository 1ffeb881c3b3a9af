import type { Findings } from './reading/Findings.ts';
import type { Header } from './reading/Header.ts';
import type { Row } from './reading/Row.ts';

/** How a format's wall times are to be read: stated by file or documentation, or assumed until the person says more. */
export interface ZoneRule {
  zone: string;
  isStated: boolean;
}

export const UTC_BY_FORMAT: ZoneRule = { zone: 'UTC', isStated: true };
export const UTC_ASSUMED: ZoneRule = { zone: 'UTC', isStated: false };

interface AnyFormat {
  /** Name for `--format`, for instance `binance-spot`. */
  name: string;
  broker: string;
  /** For people: what this export is called at the exchange. */
  title: string;
  /** Whether a row of the file is the header of this format. */
  detect(header: Header): boolean;
  zone(header: Header, fileName: string): ZoneRule;
  /** Row order of the export where times alone do not tell; most exchanges write the newest row first. */
  isNewestFirst?: boolean;
  /** Where a venue id is unique; `symbol` for exchanges that count per product. Default `file`. */
  idScope?: 'symbol' | 'file';
}

/** Every row stands for itself: the file can be read piece by piece. */
export interface RowFormat extends AnyFormat {
  kind: 'rows';
  read(row: Row, findings: Findings): void;
}

/** Rows belong together, or the whole file decides how to read one: the file is held until its end. */
export interface TableFormat extends AnyFormat {
  kind: 'table';
  /** The rows before the header and the header itself are rows of the format too (sectioned statements). */
  hasSections?: boolean;
  readAll(rows: readonly Row[], findings: Findings): void;
}

export type Format = RowFormat | TableFormat;
