import { readZone } from '@twin/shared/primitives/zone';
import { mappedFormat } from './brokers/generic.ts';
import { wholeMapping } from './brokers/genericColumns.ts';
import {
  type Candidate,
  candidatesOf,
  detectTable,
  guessHeader,
  type HeaderGuess,
  type TableFound,
  unwrapRow,
} from './detectTable.ts';
import type { Format } from './format.ts';
import { fileProblem } from './problems.ts';
import { Findings } from './reading/Findings.ts';
import { LineSplitter } from './reading/LineSplitter.ts';
import type { OpenFile } from './reading/OpenFile.ts';
import { type RawRecord, RecordSplitter } from './reading/RecordSplitter.ts';
import { Row } from './reading/Row.ts';
import { VenueIds } from './reading/VenueIds.ts';
import { FORMATS, findFormat } from './registry.ts';
import type {
  ColumnMapping,
  FileProblem,
  IgnoredRow,
  ParsedFunding,
  ParsedTrade,
  ParsedTransfer,
  RejectedRow,
} from './row.ts';
import { detectNumberStyle } from './values/amount.ts';

export interface ReadingOptions {
  name: string;
  /** Registry name; without it the format is detected. */
  format?: string;
  /** Zone of wall times whose zone neither the file nor its format states. */
  timezone?: string;
  /** For files whose dates fit both orders. */
  dateOrder?: 'day-first' | 'month-first';
  /** Columns of a table that no format knows. */
  mapping?: ColumnMapping;
}

/** What the newly read rows gave, in file order. */
export interface Batch {
  trades: ParsedTrade[];
  ignored: IgnoredRow[];
  rejected: RejectedRow[];
  fundings: ParsedFunding[];
  transfers: ParsedTransfer[];
}

const LINES_BEFORE_OPENING = 400;
const ROWS_SAMPLED = 200;

/**
 * Reads a text that arrives in pieces. Formats whose rows stand for themselves give their trades with each
 * piece, so a file of any length needs the memory of a piece; the others give all of them at the end.
 */
export class FileReading {
  readonly #options: ReadingOptions;
  readonly #lines = new LineSplitter();
  #waiting: string[] = [];
  #records: RecordSplitter | null = null;
  #table: TableFound | null = null;
  #file: OpenFile | null = null;
  #ids: VenueIds | null = null;
  #held: Row[] = [];
  #lastTs = Number.NaN;
  #rising = 0;
  #falling = 0;
  /** Set when the file cannot be read at all; nothing more comes then. */
  problem: FileProblem | null = null;
  read = 0;

  constructor(options: ReadingOptions) {
    this.#options = options;
    if (options.timezone !== undefined && readZone(options.timezone) === null)
      this.problem = unknownZone(options.timezone);
    else if (options.format !== undefined && !findFormat(options.format))
      this.problem = unknownFormatName(options.format);
  }

  push(text: string): Batch {
    return this.#take(this.#lines.push(text), false);
  }

  end(): Batch {
    const batch = this.#take(this.#lines.end(), true);
    if (!this.problem && this.read === 0) this.problem = fileProblem('no-rows');
    return batch;
  }

  get format(): Format | null {
    return this.#table?.format ?? null;
  }

  /** The columns of a table that no format knows, as guessed or given. */
  get mapping(): ColumnMapping | null {
    if (this.#table?.format.name !== 'generic') return null;
    return this.#options.mapping ?? wholeMapping(this.#table.header);
  }

  /** The column names of the table; of an unknown one those of its likely header. */
  get columns(): readonly string[] {
    return this.#table?.header.names ?? this.problem?.columns ?? [];
  }

  get timezone(): string {
    return this.#file?.zone ?? 'UTC';
  }

  /** True when the rows read so far run backwards in time. */
  get isNewestFirst(): boolean {
    if (this.#rising !== this.#falling) return this.#falling > this.#rising;
    return this.#table?.format.isNewestFirst ?? false;
  }

  #take(lines: string[], isEnd: boolean): Batch {
    const findings = new Findings(this.#table?.format.broker ?? '');
    if (this.problem) return findings;
    if (!this.#records) {
      this.#waiting = this.#waiting.length === 0 ? lines : this.#waiting.concat(lines);
      if (this.#waiting.length < LINES_BEFORE_OPENING && !isEnd) return findings;
      if (!this.#open(candidatesOf(this.#waiting))) {
        if (this.problem) this.#rejectUnknown(splitAll(this.#waiting));
        return findings;
      }
      const first = this.#waiting;
      this.#waiting = [];
      return this.#take(first, isEnd);
    }
    const records = this.#records.push(lines);
    if (isEnd) records.push(...this.#records.end());
    return this.#readRecords(records, isEnd);
  }

  /** Reads rows that come from no text: a sheet, an HTML table or XML elements. All of them at once. */
  readTable(records: readonly RawRecord[]): Batch {
    if (this.problem) return new Findings('');
    if (this.#open([{ delimiter: ',', records }])) return this.#readRecords(records, true);
    this.#rejectUnknown(records);
    return new Findings('');
  }

  #open(candidates: readonly Candidate[]): boolean {
    const { format, mapping } = this.#options;
    const named = format === undefined ? null : findFormat(format);
    const formats = mapping ? [mappedFormat(mapping)] : named ? [named] : FORMATS;
    const table = detectTable(candidates, formats);
    if (!table) {
      const fits = named ? detectTable(candidates, FORMATS)?.format : undefined;
      const guess = guessHeader(candidates);
      this.problem = named ? wrongFormat(named, fits, guess) : unknownFormat(guess);
      return false;
    }
    this.#table = table;
    this.#ids = new VenueIds(table.format.idScope ?? 'file');
    this.#records = new RecordSplitter(table.delimiter);
    return true;
  }

  /** Rows of a table that no format knows are all rejected, so that the accounting holds. */
  #rejectUnknown(records: readonly RawRecord[]): void {
    const { problem } = this;
    if (problem?.problem !== 'unknown-format') return;
    const headerLine = records.find(({ cells }) => cells.length === problem.columns?.length)?.line ?? 0;
    problem.rejected = records
      .filter(({ line }) => line > headerLine)
      .map(({ line }) => ({
        line,
        field: 'row',
        reason: 'the format of the file is unknown',
        fix: problem.fix,
      }));
  }

  #readRecords(records: readonly RawRecord[], isEnd: boolean): Batch {
    const table = this.#table;
    if (!table) return new Findings('');
    this.#file ??= this.#openFile(table, records);
    const { format } = table;
    const findings = new Findings(format.broker);
    const width = table.header.names.length;
    for (const record of records) {
      if (record.line <= table.headerLine && !(format.kind === 'table' && format.hasSections)) continue;
      const row = new Row(record.line, unwrapRow(record.cells, table.delimiter, width), this.#file);
      this.read += 1;
      if (isHeaderAgain(row) && record.line > table.headerLine) findings.ignore(row, 'nested-header');
      else if (format.kind === 'table') this.#held.push(row);
      else format.read(row, findings);
    }
    if (isEnd && format.kind === 'table') {
      format.readAll(this.#held, findings);
      findings.trades.sort((a, b) => a.line - b.line);
    }
    this.#ids?.check(findings);
    this.#countDirections(findings.trades);
    return findings;
  }

  #openFile(table: TableFound, records: readonly RawRecord[]): OpenFile {
    const rule = table.format.zone(table.header, this.#options.name);
    const given = this.#options.timezone === undefined ? null : readZone(this.#options.timezone);
    const sample = records.slice(0, ROWS_SAMPLED).filter(({ line }) => line > table.headerLine);
    const width = table.header.names.length;
    const cells = sample.flatMap((record) => unwrapRow(record.cells, table.delimiter, width));
    return {
      name: this.#options.name,
      header: table.header,
      delimiter: table.delimiter,
      numberStyle: detectNumberStyle(cells, table.delimiter),
      zone: rule.isStated ? rule.zone : (given ?? rule.zone),
      isZoneKnown: rule.isStated || given !== null,
      dateOrder: this.#options.dateOrder ?? null,
      mapping: this.#options.mapping ?? null,
    };
  }

  #countDirections(trades: readonly ParsedTrade[]): void {
    for (const { ts } of trades) {
      if (ts > this.#lastTs) this.#rising += 1;
      else if (ts < this.#lastTs) this.#falling += 1;
      this.#lastTs = ts;
    }
  }
}

/** Exports joined by hand repeat their header. */
function isHeaderAgain(row: Row): boolean {
  const { names } = row.file.header;
  return (
    row.cells[0]?.trim().toLowerCase() === names[0] &&
    row.cells.every((cell, index) => cell.trim().toLowerCase() === names[index])
  );
}

function unknownZone(timezone: string): FileProblem {
  return {
    problem: 'unknown-zone',
    message: `The time zone "${timezone}" is unknown.`,
    fix: 'Use UTC, an offset such as +02:00, or a name such as Europe/Amsterdam.',
  };
}

function unknownFormatName(format: string): FileProblem {
  return {
    problem: 'wrong-format',
    message: `There is no format "${format}".`,
    fix: `Use one of: ${FORMATS.map(({ name }) => name).join(', ')}.`,
  };
}

function wrongFormat(named: Format, fits: Format | undefined, { columns }: HeaderGuess): FileProblem {
  return {
    problem: 'wrong-format',
    message: `The file is no ${named.title}. Columns found: ${columns.join(', ') || 'none'}.`,
    fix: fits
      ? `It looks like ${fits.title}: use ${fits.name}, or name no format.`
      : 'Name no format, or map its columns.',
    columns,
  };
}

function unknownFormat({ columns }: HeaderGuess): FileProblem {
  return {
    problem: 'unknown-format',
    message: `No known export has these columns: ${columns.join(', ') || 'none'}.`,
    fix: 'Bring a supported export, map the columns, or write the canonical CSV.',
    columns,
  };
}

function splitAll(lines: readonly string[]): RawRecord[] {
  const splitter = new RecordSplitter(guessHeader(candidatesOf(lines)).delimiter);
  return [...splitter.push(lines), ...splitter.end()];
}
