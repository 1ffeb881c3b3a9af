import { absolute, type Decimal, minimum, multiplyDivide, ONE, ZERO } from '@twin/shared/primitives/decimal';
import type { Book } from '../ledger/book.ts';
import { exposure } from '../ledger/contract.ts';
import type { Fill } from '../ledger/fill.ts';
import type { LedgerSources, LedgerStep } from '../ledger/ledger.ts';
import { markOf } from '../ledger/mark.ts';
import { AbsentLots } from './absentLots.ts';
import { isHoldLabel } from './alternative.ts';
import { type Correction, correctionsOf, type RoundTrip, wholeCorrection } from './correction.ts';
import type { Flag } from './flag.ts';
import { endedHold, type HeldExit, hasMarket, rejoinedHold, runningHold, takePart } from './heldExit.ts';
import { type FollowedLot, type LotClose, LotFollower } from './lotFollower.ts';

/** A correction, or a flagged decision for which the twin knows no alternative. */
export type TwinChange =
  | (Correction & {
      kind: 'correction';
      /** A position or a hold that is still open, valued by its mark. */
      isRunning: boolean;
    })
  | { kind: 'unknown'; flag: Flag; reason: 'no_candles' | 'unknown_cost' };

const NOTHING = { gross: ZERO, fees: ZERO };

/** The twin in one account, symbol and instrument. */
export class BookTwin {
  readonly book: Book;
  private readonly sources: LedgerSources;
  private readonly follower = new LotFollower();
  private readonly absent = new AbsentLots();
  private running: HeldExit[] = [];
  private readonly changes: TwinChange[] = [];
  /** Difference of what is over. */
  private settled: Decimal = ZERO;

  constructor(book: Book, sources: LedgerSources) {
    this.book = book;
    this.sources = sources;
  }

  /** After the fill was booked; `flag` is that of its decision. */
  add(fill: Fill, step: LedgerStep, flag: Flag | null): void {
    const { lost, closed, opened } = this.follower.follow(this.book, fill, step, this.sources);
    if (lost) this.lose();
    for (const close of closed) {
      this.close(close, fill.ts, flag);
      this.absent.refresh(close.lot);
    }
    if (opened.length > 0 && this.running.length > 0) this.endHolds(fill.ts);
    for (const lot of opened) this.rejoin(lot, flag?.ownShare ?? ONE);
    if (!flag) return;
    for (const lot of opened) {
      if (lot.basis === null) this.changes.push({ kind: 'unknown', flag, reason: 'unknown_cost' });
      else this.absent.add(lot, flag);
    }
  }

  /** After a fee took coins of the book, or they went to another own account. */
  shrink(): void {
    this.follower.shrink();
    for (const [lot] of [...this.absent]) this.absent.refresh(lot);
  }

  /** The flags of the lots that the twin has in part only, by the fill that opened them. */
  flags(): Map<string, Flag> {
    return new Map([...this.absent].map(([{ lot }, flag]) => [lot.id, flag]));
  }

  /** After coins came from another own account, whose flags are given: the twin lacks them here as it did there. */
  receive(flags: ReadonlyMap<string, Flag>): void {
    for (const lot of this.follower.receive(this.book)) {
      const flag = flags.get(lot.lot.id);
      if (flag && lot.basis !== null) this.absent.add(lot, flag);
    }
  }

  /** The twin's equity less the actual one at a moment, with what is open at its mark. */
  differenceAt(ts: number): Decimal {
    if (this.running.length === 0 && this.absent.isEmpty) return this.settled;
    this.endHolds(ts);
    const { price } = markOf(this.book, this.sources.market, ts);
    let sum = this.settled + this.absent.basis - exposure(this.book.contract, this.absent.qty, price);
    for (const held of this.running) {
      const change = wholeCorrection({ ...held.trip, held: runningHold(held, price) });
      sum += change.gross - change.fees;
    }
    return sum;
  }

  /** Every change, those still open as of the end. */
  end(asOf: number): TwinChange[] {
    const { price } = markOf(this.book, this.sources.market, asOf);
    for (const held of this.running) this.note({ ...held.trip, held: runningHold(held, price) }, true);
    for (const [lot, entry] of this.absent) {
      const gross = exposure(this.book.contract, lot.qty, price) - ((lot.basis ?? ZERO) - lot.fees);
      this.note({ made: { gross, fees: lot.fees }, entry, exit: null, held: null }, true);
    }
    return this.changes;
  }

  private lose(): void {
    for (const [, flag] of this.absent) this.changes.push({ kind: 'unknown', flag, reason: 'unknown_cost' });
    this.absent.clear();
  }

  private close({ lot, dq, exit: brought, made }: LotClose, ts: number, exit: Flag | null): void {
    const entry = this.absent.flagOf(lot);
    if (!entry && !exit) return;
    const trip = { made: made ?? NOTHING, entry, exit, held: null };
    const isHeld = exit !== null && [...exit.confidences.keys()].some(isHoldLabel);
    if (!isHeld) {
      this.settle(trip);
    } else if (hasMarket(this.sources.market.candles(this.book.symbol), ts)) {
      const { symbol, contract } = this.book;
      this.running.push({ trip, symbol, contract, dq, exit: brought, startTs: ts, endTs: ts + exit.holdMs });
    } else {
      this.changes.push({ kind: 'unknown', flag: exit, reason: 'no_candles' });
      this.settle(trip);
    }
  }

  /** An entry while exits are still held: what it bought the twin has already, the oldest exit first. */
  private rejoin({ qty, basis, fees }: FollowedLot, ownShare: Decimal): void {
    if (basis === null) return;
    let left = absolute(qty);
    for (const running of this.running) {
      if (left === ZERO || running.dq > ZERO === qty > ZERO) continue;
      const units = minimum(left, absolute(running.dq));
      left -= units;
      const entry = {
        gross: multiplyDivide(fees - basis, units, absolute(qty)),
        fees: multiplyDivide(fees, units, absolute(qty)),
      };
      const part = takePart(running, running.dq > ZERO ? units : -units);
      this.settle({ ...part.trip, held: rejoinedHold(part, entry, ownShare) });
    }
    this.running = this.running.filter(({ dq }) => dq !== ZERO);
  }

  private endHolds(ts: number): void {
    const series = this.sources.market.candles(this.book.symbol);
    this.running = this.running.filter((running) => {
      const held = series && endedHold(running, series, ts);
      if (held) this.settle({ ...running.trip, held });
      return !held;
    });
  }

  private settle(trip: RoundTrip): void {
    const change = wholeCorrection(trip);
    this.settled += change.gross - change.fees;
    this.note(trip, false);
  }

  private note(trip: RoundTrip, isRunning: boolean): void {
    for (const correction of correctionsOf(trip)) {
      this.changes.push({ kind: 'correction', ...correction, isRunning });
    }
  }
}
