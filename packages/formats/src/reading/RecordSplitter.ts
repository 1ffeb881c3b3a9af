import { splitCells } from './splitCells.ts';

/** One row of a table and the line of the file where it begins. */
export interface RawRecord {
  line: number;
  cells: string[];
}

/** A quoted cell may hold newlines, but a stray quote must not swallow the file behind it. */
const LONGEST_CELL_IN_LINES = 40;
/** No export has a longer row; cutting it into a million cells would only cost memory. */
const LONGEST_LINE = 1_000_000;

/**
 * Physical lines to records. CSV libraries either lose the line of a row or let one broken quote
 * swallow the rows after it; here a row that does not close within 40 lines is read alone, leniently.
 */
export class RecordSplitter {
  readonly #delimiter: string;
  #line = 0;
  #open: string[] = [];

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  push(lines: readonly string[]): RawRecord[] {
    const records: RawRecord[] = [];
    for (const line of lines) this.#take(line, records);
    return records;
  }

  end(): RawRecord[] {
    const records: RawRecord[] = [];
    while (this.#open.length > 0) this.#giveUp(records);
    return records;
  }

  #take(line: string, records: RawRecord[]): void {
    if (this.#open.length === 0) {
      this.#line += 1;
      if (line.length > LONGEST_LINE) this.#emit(records, this.#line, [line.slice(0, 100)]);
      else if (hasOpenQuote(line)) this.#open.push(line);
      else this.#emit(records, this.#line, splitCells(line, this.#delimiter).cells);
      return;
    }
    this.#open.push(line);
    if (hasOpenQuote(line)) {
      const joined = splitCells(this.#open.join('\n'), this.#delimiter);
      if (joined.isBroken) {
        this.#giveUp(records);
        return;
      }
      const begin = this.#line;
      this.#line += this.#open.length - 1;
      this.#open = [];
      this.#emit(records, begin, joined.cells);
    } else if (this.#open.length >= LONGEST_CELL_IN_LINES) this.#giveUp(records);
  }

  /** Reads the first held line as a row of its own and the lines after it anew. */
  #giveUp(records: RawRecord[]): void {
    const [first = '', ...rest] = this.#open;
    this.#open = [];
    this.#emit(records, this.#line, splitCells(first, this.#delimiter).cells);
    for (const line of rest) this.#take(line, records);
  }

  #emit(records: RawRecord[], line: number, cells: string[]): void {
    if (cells.some((cell) => cell.trim() !== '')) records.push({ line, cells });
  }
}

/** An odd number of quotes: a well-formed cell that goes on in the next line. */
function hasOpenQuote(line: string): boolean {
  let open = false;
  for (let at = line.indexOf('"'); at !== -1; at = line.indexOf('"', at + 1)) open = !open;
  return open;
}
