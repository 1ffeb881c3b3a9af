import { ZERO } from '@twin/shared/primitives/decimal';
import { utcToWall } from '@twin/shared/primitives/zone';
import { bookKey } from '../ledger/book.ts';
import type { Contract } from '../ledger/contract.ts';
import { type Decision, isEntry } from '../ledger/decision.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Market } from '../market/candle.ts';
import type { DayOf } from '../money/day.ts';

/** A decision with what its person could know of the day and of the last loss. */
export interface Moment {
  decision: Decision;
  /** How its size becomes money, and in which asset. */
  contract: Contract;
  /** The local date, YYYY-MM-DD, and minutes since local midnight. */
  date: string;
  minuteOfDay: number;
  /** Entries of the same local day before this one. */
  entriesBefore: number;
  /** Since the last position was closed at a loss; null before the first. */
  sinceLossMs: number | null;
  market: Market;
}

export interface MomentSettings {
  timeZone: string;
  dayOf: DayOf;
  market: Market;
  /** Of the ledger that the decisions come from. */
  books: Ledger['books'];
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

/** Reads decisions in the order of their first fills. */
export class Moments {
  private readonly settings: MomentSettings;
  private date = '';
  private entries = 0;
  /** Losing closes whose last fill lies after the decisions seen so far. */
  private pending: number[] = [];
  private lastLossTs: number | null = null;

  constructor(settings: MomentSettings) {
    this.settings = settings;
  }

  next(decision: Decision): Moment {
    const { dayOf, timeZone, market } = this.settings;
    const { ts } = decision;
    const { date } = dayOf(ts);
    if (date !== this.date) this.entries = 0;
    this.date = date;
    this.learnLosses(ts);
    const moment = {
      decision,
      contract: this.contractOf(decision),
      date,
      minuteOfDay: Math.floor(utcToWall(ts, timeZone) / MINUTE_MS) % DAY_MINUTES,
      entriesBefore: this.entries,
      sinceLossMs: this.lastLossTs === null ? null : ts - this.lastLossTs,
      market,
    };
    if (isEntry(decision)) this.entries += 1;
    const closed = decision.outcome.closedEpisode;
    if (closed?.closedAt != null && closed.realisedPnl !== null && closed.realisedPnl < ZERO) {
      this.pending.push(closed.closedAt);
    }
    return moment;
  }

  private contractOf(decision: Decision): Contract {
    const key = bookKey(decision);
    const book = this.settings.books.get(key);
    if (!book) throw new RangeError(`The ledger has no book ${key}`);
    return book.contract;
  }

  private learnLosses(ts: number): void {
    for (const closedAt of this.pending) {
      if (closedAt <= ts) this.lastLossTs = Math.max(this.lastLossTs ?? closedAt, closedAt);
    }
    this.pending = this.pending.filter((closedAt) => closedAt > ts);
  }
}
