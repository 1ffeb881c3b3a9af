import type { Decimal } from '@twin/shared/primitives/decimal';
import type { ParsedTrade } from '../row.ts';
import type { Findings } from './Findings.ts';
import { FingerprintTable, fingerprintOf } from './FingerprintTable.ts';

/**
 * Finds ids that come twice in one file: an equal row is a repeat of overlapping exports, an equal id
 * with other content is a contradiction that the person must see. Rows without ids are never compared.
 */
export class VenueIds {
  readonly #scope: 'symbol' | 'file';
  /** Number of each id, in the order in which they came. */
  readonly #numbers = new FingerprintTable();
  /** By number: the line in which the id was seen first, and what stood there. */
  #lines = new Uint32Array(1024);
  #contents = new Uint32Array(1024);
  #count = 0;

  constructor(scope: 'symbol' | 'file') {
    this.#scope = scope;
  }

  /** Moves repeats and contradictions out of the trades, all their lines with them. */
  check(findings: Findings): void {
    findings.trades = findings.trades.filter((trade) => this.#isNew(trade, findings));
  }

  #isNew(trade: ParsedTrade, findings: Findings): boolean {
    if (trade.venueId === null) return true;
    const scope = this.#scope === 'symbol' ? trade.symbol : '';
    const id = fingerprintOf(trade.venueId, scope, trade.account ?? '', trade.broker);
    const content = fingerprintOfContent(trade);
    const known = this.#numbers.setNew(id, this.#count);
    if (known === -1) {
      this.#remember(trade.line, content);
      return true;
    }
    const firstLine = this.#lines[known] ?? 0;
    const isRepeat = this.#contents[known] === content;
    for (const line of trade.lines) {
      if (isRepeat) findings.ignored.push({ line, reason: 'duplicate-id' });
      else
        findings.rejected.push({
          line,
          field: 'id',
          reason: `the id ${trade.venueId} stands in line ${firstLine} too, with other values`,
          fix: 'Keep the row that is right and remove the other one.',
        });
    }
    return false;
  }

  #remember(line: number, content: number): void {
    if (this.#count === this.#lines.length) {
      this.#lines = twice(this.#lines);
      this.#contents = twice(this.#contents);
    }
    this.#lines[this.#count] = line;
    this.#contents[this.#count] = content;
    this.#count += 1;
  }
}

function twice(values: Uint32Array): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(values.length * 2);
  grown.set(values);
  return grown;
}

const words64 = new BigUint64Array(1);
const words = new Uint32Array(words64.buffer);

/** 31 bits that equal trades share: compared only where two rows already share an id. */
function fingerprintOfContent(trade: ParsedTrade): number {
  let hash = trade.side === 'buy' ? 7 : 11;
  for (let at = 0; at < trade.symbol.length; at += 1)
    hash = Math.imul(hash ^ trade.symbol.charCodeAt(at), 16777619);
  hash = mix(mix(mix(hash, trade.qty), trade.price), trade.fee);
  return Math.imul(hash ^ (trade.ts % 1_000_003), 1597334677) >>> 1;
}

/** The lowest 64 bits of a value. */
function mix(hash: number, value: Decimal): number {
  words64[0] = value;
  return Math.imul(Math.imul(hash ^ (words[0] ?? 0), 2654435761) ^ (words[1] ?? 0), 1597334677);
}
