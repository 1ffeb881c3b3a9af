import { createHash } from 'node:crypto';
import { type Batch, FileReading, type ReadingOptions } from '@twin/formats/FileReading';
import { AsideIdentifier, type IdentifiedTrade, TradeIdentifier } from '@twin/formats/identity';
import type {
  ColumnMapping,
  ParsedFile,
  ParsedFunding,
  ParsedTrade,
  ParsedTransfer,
  RejectedRow,
} from '@twin/formats/row';
import { fileError } from './fileProblems.ts';
import { fileText, type OpenBytes } from './fileText.ts';
import { readWhole } from './wholeFile.ts';

/** A trade with its place in the file: `seq` rises with time among equal times. */
export interface FileTrade extends IdentifiedTrade {
  seq: number;
  /** The person had deleted it: only our own export tells. */
  deletedAt?: Date;
}

/** What stands beside trades, with the id that stays the same at every import. */
type Identified<T extends ParsedFunding | ParsedTransfer> = Omit<T, 'line' | 'tsText' | 'wallTime'> & {
  account: string;
  extId: string;
};

export type FileFunding = Identified<ParsedFunding>;
export type FileTransfer = Identified<ParsedTransfer>;

/** A piece of a file. Equal files give equal batches, which is what lets a broken import go on where it stopped. */
export interface FileBatch {
  trades: FileTrade[];
  /** What of the ignored rows is funding. */
  fundings: FileFunding[];
  /** What of them is a deposit or a withdrawal of coins. */
  transfers: FileTransfer[];
  /** Rows, not trades: a trade may take several. */
  ignored: number;
  rejected: number;
  /** The first rejected rows of the batch; `rejected` counts all. */
  problems: RejectedRow[];
}

export interface FileSource {
  open: OpenBytes;
  options: ReadingOptions;
  /** Trading account of rows whose file names none. */
  account: string;
}

/** What the file turned out to be; known once the first batch was read. */
export interface FileFacts {
  format: string;
  timezone: string;
  /** Of a table that no format knows. */
  mapping: ColumnMapping | null;
  columns: readonly string[];
}

export const BATCH_TRADES = 5_000;
/** A person mends the first faults and tries again; more of them help nobody. */
export const PROBLEMS_KEPT = 1_000;

/**
 * Reads a file in batches of bounded size, so that memory does not grow with it.
 * @throws AppError IMPORT_… when the file as a whole cannot be read
 */
export async function* fileBatches(
  source: FileSource,
): AsyncGenerator<{ facts: FileFacts; batch: FileBatch }> {
  const whole = await readWhole(source.open, source.options);
  if (whole) {
    yield* wholeBatches(whole, source.account);
    return;
  }
  const reading = new FileReading(source.options);
  const collecting = new Collecting(source.account);
  const facts = (): FileFacts => {
    const { format, timezone, mapping } = reading;
    return { format: format?.name ?? '', timezone, mapping, columns: mapping ? reading.columns : [] };
  };
  for await (const text of pieces(fileText(source.open))) {
    const found = text === null ? reading.end() : reading.push(text);
    if (reading.problem && reading.problem.problem !== 'no-rows') throw fileError(reading.problem);
    collecting.add(found);
    while (collecting.isFull) yield { facts: facts(), batch: collecting.take(reading.isNewestFirst) };
  }
  yield { facts: facts(), batch: collecting.take(reading.isNewestFirst) };
}

/** The batches of a file that was read as a whole: its trades stand oldest first. */
function* wholeBatches(
  { format, timezone, mapping, columns, trades, ignored, rejected, fundings, transfers }: ParsedFile,
  account: string,
): Generator<{ facts: FileFacts; batch: FileBatch }> {
  const collecting = new Collecting(account);
  const facts = { format, timezone, mapping: mapping ?? null, columns: columns ?? [] };
  collecting.add({ trades, ignored, rejected, fundings, transfers });
  while (collecting.isFull) yield { facts, batch: collecting.take(false) };
  yield { facts, batch: collecting.take(false) };
}

/** The pieces, and null for their end. */
async function* pieces(texts: AsyncIterable<string>): AsyncGenerator<string | null> {
  for await (const text of texts) yield text;
  yield null;
}

/** Cuts what the reading finds into batches, with ids and places. */
class Collecting {
  private readonly identifier: TradeIdentifier;
  private readonly asideIdentifier: AsideIdentifier;
  private fundings: FileFunding[] = [];
  private transfers: FileTransfer[] = [];
  private direction: 1 | -1 | null = null;
  private count = 0;
  private found: ParsedTrade[] = [];
  private ignored = 0;
  private rejected = 0;
  private problems: RejectedRow[] = [];

  constructor(account: string) {
    this.identifier = new TradeIdentifier(account, contentHash);
    this.asideIdentifier = new AsideIdentifier(account);
  }

  get isFull(): boolean {
    return this.found.length >= BATCH_TRADES;
  }

  add(found: Batch): void {
    this.found = this.found.length === 0 ? found.trades : this.found.concat(found.trades);
    for (const funding of found.fundings) this.fundings.push(this.identified(funding));
    for (const transfer of found.transfers) this.transfers.push(this.identified(transfer));
    this.ignored += found.ignored.length;
    this.rejected += found.rejected.length;
    for (const row of found.rejected.slice(0, PROBLEMS_KEPT - this.problems.length)) this.problems.push(row);
  }

  /** Files written newest first count downwards, so that equal times keep their true order. */
  take(isNewestFirst: boolean): FileBatch {
    this.direction ??= isNewestFirst ? -1 : 1;
    const direction = this.direction;
    const trades = this.identifier.identify(this.found.splice(0, BATCH_TRADES)).map((trade) => {
      this.count += 1;
      return { ...trade, seq: direction * this.count };
    });
    const { fundings, transfers, ignored, rejected, problems } = this;
    this.fundings = [];
    this.transfers = [];
    this.ignored = 0;
    this.rejected = 0;
    this.problems = [];
    return { trades, fundings, transfers, ignored, rejected, problems };
  }

  private identified<T extends ParsedFunding | ParsedTransfer>(aside: T): Identified<T> {
    const { line: _line, tsText: _tsText, wallTime: _wallTime, ...rest } = aside;
    const { asideIdentifier } = this;
    return { ...rest, account: asideIdentifier.accountOf(aside), extId: asideIdentifier.extIdOf(aside) };
  }
}

/** 128 bits of SHA-256: short in every row, and no two fills of a person will ever meet. */
export function contentHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
