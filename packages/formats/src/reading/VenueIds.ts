import { contentOf } from '../identity.ts';
import type { ParsedTrade } from '../row.ts';
import type { Findings } from './Findings.ts';

/**
 * Finds ids that come twice in one file: an equal row is a repeat of overlapping exports, an equal id
 * with other content is a contradiction that the person must see. Rows without ids are never compared.
 */
export class VenueIds {
  readonly #scope: 'symbol' | 'file';
  readonly #seen = new Map<string, { line: number; content: number }>();

  constructor(scope: 'symbol' | 'file') {
    this.#scope = scope;
  }

  /** Moves repeats and contradictions out of the trades, all their lines with them. */
  check(findings: Findings): void {
    findings.trades = findings.trades.filter((trade) => this.#isNew(trade, findings));
  }

  #isNew(trade: ParsedTrade, findings: Findings): boolean {
    if (trade.venueId === null) return true;
    const scope = this.#scope === 'symbol' ? `${trade.symbol}\n` : '';
    const key = `${trade.account ?? ''}\n${scope}${trade.venueId}`;
    const content = fingerprint(contentOf(trade));
    const first = this.#seen.get(key);
    if (!first) {
      this.#seen.set(key, { line: trade.line, content });
      return true;
    }
    for (const line of trade.lines) {
      if (first.content === content) findings.ignored.push({ line, reason: 'duplicate-id' });
      else
        findings.rejected.push({
          line,
          field: 'id',
          reason: `the id ${trade.venueId} stands in line ${first.line} too, with other values`,
          fix: 'Keep the row that is right and remove the other one.',
        });
    }
    return false;
  }
}

/** 53 bits of a text (cyrb53): enough to tell two rows with one id apart without keeping their text. */
function fingerprint(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
