import { type Decimal, ZERO } from '@twin/shared/primitives/decimal';
import { applyFill } from '../ledger/applyFill.ts';
import type { Fill } from '../ledger/fill.ts';
import { emptyLedger, fillProblem, type Ledger, type LedgerSources } from '../ledger/ledger.ts';
import { applyMove } from '../ledger/move.ts';
import type { Move } from '../ledger/transfer.ts';
import type { Day, DayOf } from '../money/day.ts';
import { BookTwin, type TwinChange } from './bookTwin.ts';
import type { Flag } from './flag.ts';

export interface TwinSettings {
  sources: LedgerSources;
  /** Days of the person's zone: the twin's points stand beside those of the equity curve. */
  dayOf: DayOf;
  flags: ReadonlyMap<string, Flag>;
}

/** How far the twin's equity is from the actual one: the twin = actual + difference. Only where they differ. */
export interface TwinPoint {
  account: string;
  asset: string;
  date: string;
  ts: number;
  difference: Decimal;
}

/** What the twin did differently in one book. */
export type BookedChange = TwinChange & {
  account: string;
  /** What the amounts are in. */
  asset: string;
};

/**
 * The whole history once more, as the twin would have lived it: a fold over the fills beside a ledger with FIFO
 * lots. At any time it knows only what was known then, so a point never changes when the history goes on.
 */
export class Twin {
  private readonly settings: TwinSettings;
  private readonly ledger: Ledger = emptyLedger('fifo');
  private readonly books = new Map<string, BookTwin>();
  private day: Day | null = null;
  readonly points: TwinPoint[] = [];

  constructor(settings: TwinSettings) {
    this.settings = settings;
  }

  /** Adds one fill in ledger order; one that cannot be booked is left out, as the ledger does. */
  add(fill: Fill): void {
    const { sources, flags } = this.settings;
    if (fillProblem(fill, sources) !== null) return;
    this.turnDays(fill.ts);
    const step = applyFill(this.ledger, fill, sources);
    if (step.feeSale) this.books.get(step.feeSale.book)?.shrink();
    this.bookTwin(step.book).add(fill, step, flags.get(step.decisionId) ?? null);
  }

  /** Moves coins between own accounts, before the fills of the moment. */
  move(move: Move): void {
    this.turnDays(move.ts);
    for (const { book, to } of applyMove(this.ledger, move)) {
      const from = this.bookTwin(book);
      const flags = from.flags();
      const unpriced = from.shrink();
      this.bookTwin(to).receive(flags, unpriced);
    }
  }

  /** Ends the running day at the last fill, and values what is still open by its mark. */
  end(): BookedChange[] {
    const asOf = this.ledger.last?.ts;
    if (asOf === undefined || !this.day) return [];
    this.endDay(this.day, asOf);
    return [...this.books.values()].flatMap((of) => {
      const { account, contract } = of.book;
      return of.end(asOf).map((change) => ({ ...change, account, asset: contract.settle }));
    });
  }

  private turnDays(ts: number): void {
    const { dayOf } = this.settings;
    while (this.day && ts >= this.day.endTs) {
      this.endDay(this.day, this.day.endTs);
      this.day = dayOf(this.day.endTs);
    }
    this.day ??= dayOf(ts);
  }

  private bookTwin(key: string): BookTwin {
    const known = this.books.get(key);
    if (known) return known;
    const book = this.ledger.books.get(key);
    if (!book) throw new RangeError(`The ledger has no book ${key}`);
    const fresh = new BookTwin(book, this.settings.sources);
    this.books.set(key, fresh);
    return fresh;
  }

  private endDay({ date }: Day, ts: number): void {
    const sums = new Map<string, TwinPoint>();
    for (const of of this.books.values()) {
      const difference = of.differenceAt(ts);
      if (difference === ZERO) continue;
      const { account, contract } = of.book;
      const asset = contract.settle;
      const known = sums.get(`${asset}|${account}`);
      if (known) known.difference += difference;
      else sums.set(`${asset}|${account}`, { account, asset, date, ts, difference });
    }
    this.points.push(...sums.values());
  }
}
