import { type Batch, FileReading } from './FileReading.ts';
import { MAX_FILE_BYTES } from './limits.ts';
import { fileProblem } from './problems.ts';
import { sniffEncoding } from './reading/decodeText.ts';

const NOTHING: Batch = { trades: [], ignored: [], rejected: [] };
/** Enough to tell the encoding of a file. */
const HEAD = 4096;

/**
 * Reads a file that arrives in pieces of bytes, giving trades with each piece (see FileReading): a million
 * rows need the memory of one piece and of their ids. Archives and spreadsheets are not read this way.
 */
export class ByteReading extends FileReading {
  #head: Uint8Array | null = new Uint8Array(0);
  #decoder: InstanceType<typeof TextDecoder> | null = null;
  #bytes = 0;

  /** Bytes to the trades, ignored and rejected rows that they complete, in file order. */
  pushBytes(bytes: Uint8Array): Batch {
    this.#bytes += bytes.length;
    if (this.#bytes > MAX_FILE_BYTES) this.problem ??= fileProblem('too-large');
    if (this.problem) return NOTHING;
    if (!this.#head) return this.#decode(bytes, false);
    this.#head = joined(this.#head, bytes);
    return this.#head.length < HEAD ? NOTHING : this.#begin(false);
  }

  endBytes(): Batch {
    if (this.#bytes === 0) this.problem ??= fileProblem('empty');
    const last = this.#head ? this.#begin(true) : this.#decode(new Uint8Array(0), true);
    const rest = this.end();
    return {
      trades: last.trades.concat(rest.trades),
      ignored: last.ignored.concat(rest.ignored),
      rejected: last.rejected.concat(rest.rejected),
    };
  }

  #begin(isEnd: boolean): Batch {
    const head = this.#head ?? new Uint8Array(0);
    this.#head = null;
    const encoding = sniffEncoding(head);
    if (encoding === 'binary') {
      this.problem ??= fileProblem('binary');
      return NOTHING;
    }
    this.#decoder = new TextDecoder(encoding, { fatal: true });
    return this.#decode(head, isEnd);
  }

  #decode(bytes: Uint8Array, isEnd: boolean): Batch {
    if (this.problem || !this.#decoder) return NOTHING;
    try {
      return this.push(this.#decoder.decode(bytes, { stream: !isEnd }));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.problem = fileProblem('binary');
      return NOTHING;
    }
  }
}

/** Reads all pieces of a file and yields what each of them gave; ask the reading for its problem afterwards. */
export function* readPieces(reading: ByteReading, pieces: Iterable<Uint8Array>): Generator<Batch> {
  for (const piece of pieces) yield reading.pushBytes(piece);
  yield reading.endBytes();
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
