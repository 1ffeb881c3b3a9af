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
import { endedHold, hasMarket, rejoinedHold, runningHold } from './heldExit.ts';
import { type FollowedLot, LotFollower } from './lotFollower.ts';
import { closeWithUnpriced, type PaidClose, UnpricedEntries, unpricedFee } from './unpricedEntries.ts';
import { partOfFees, type UnpricedFees, withUnpriced } from './unpricedFees.ts';
import { heldWithUnpriced, type PaidExit, takeUnpricedPart } from './unpricedHold.ts';

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
  private readonly unpriced = new UnpricedEntries();
  private running: PaidExit[] = [];
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
    const paid = unpricedFee(fill, step, this.book, this.sources);
    for (const close of closed) {
      const ofExit = partOfFees(paid, absolute(close.dq), fill.qty);
      this.close(closeWithUnpriced(close, ofExit, this.unpriced.take(close.lot)), fill.ts, flag);
      this.absent.refresh(close.lot);
    }
    for (const lot of opened) this.unpriced.add(lot, partOfFees(paid, absolute(lot.qty), fill.qty));
    if (opened.length > 0 && this.running.length > 0) this.endHolds(fill.ts);
    for (const lot of opened) this.rejoin(lot, flag?.ownShare ?? ONE);
    if (!flag) return;
    for (const lot of opened) {
      if (lot.basis === null) this.changes.push({ kind: 'unknown', flag, reason: 'unknown_cost' });
      else this.absent.add(lot, flag);
    }
  }

  /**
   * After a fee took coins of the book, or they went to another own account.
   * @returns what their entries had paid in assets without a rate, by the fill that opened the lot
   */
  shrink(): Map<string, UnpricedFees> {
    this.follower.shrink();
    for (const [lot] of [...this.absent]) this.absent.refresh(lot);
    return this.unpriced.takeAll();
  }

  /** The flags of the lots that the twin has in part only, by the fill that opened them. */
  flags(): Map<string, Flag> {
    return new Map([...this.absent].map(([{ lot }, flag]) => [lot.id, flag]));
  }

  /**
   * After coins came from another own account, whose flags are given: the twin lacks them here as it did there. `paid`:
   * what `shrink` said of them.
   */
  receive(flags: ReadonlyMap<string, Flag>, paid: ReadonlyMap<string, UnpricedFees>): void {
    for (const lot of this.follower.receive(this.book)) {
      this.unpriced.add(lot, paid.get(lot.lot.id));
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
    for (const running of this.running) {
      const held = heldWithUnpriced(running, NOTHING, (one) => runningHold(one, price));
      this.note({ ...running.trip, held }, true);
    }
    for (const [lot, entry] of this.absent) {
      const gross = exposure(this.book.contract, lot.qty, price) - ((lot.basis ?? ZERO) - lot.fees);
      const made = withUnpriced({ gross, fees: lot.fees }, this.unpriced.of(lot));
      this.note({ made, entry, exit: null, held: null }, true);
    }
    return this.changes;
  }

  private lose(): void {
    for (const [, flag] of this.absent) this.changes.push({ kind: 'unknown', flag, reason: 'unknown_cost' });
    this.absent.clear();
    this.unpriced.clear();
  }

  private close({ lot, dq, exit: brought, made }: PaidClose, ts: number, exit: Flag | null): void {
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
  private rejoin(lot: FollowedLot, ownShare: Decimal): void {
    const { qty, basis, fees } = lot;
    if (basis === null) return;
    let left = absolute(qty);
    for (const running of this.running) {
      if (left === ZERO || running.dq > ZERO === qty > ZERO) continue;
      const units = minimum(left, absolute(running.dq));
      left -= units;
      const entry = withUnpriced(
        {
          gross: multiplyDivide(fees - basis, units, absolute(qty)),
          fees: multiplyDivide(fees, units, absolute(qty)),
        },
        partOfFees(this.unpriced.of(lot), units, absolute(qty)),
      );
      const part = takeUnpricedPart(running, running.dq > ZERO ? units : -units);
      const held = heldWithUnpriced(part, entry, (exit, again) => rejoinedHold(exit, again, ownShare));
      this.settle({ ...part.trip, held });
    }
    this.running = this.running.filter(({ dq }) => dq !== ZERO);
  }

  private endHolds(ts: number): void {
    const series = this.sources.market.candles(this.book.symbol);
    this.running = this.running.filter((running) => {
      const ended = series && endedHold(running, series, ts);
      if (!ended) return true;
      const held = heldWithUnpriced(running, NOTHING, (exit) => endedHold(exit, series, ts) ?? ended);
      this.settle({ ...running.trip, held });
      return false;
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
