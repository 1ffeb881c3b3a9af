import { absolute, type Decimal, multiplyDivide, ZERO } from '@twin/shared/primitives/decimal';
import type { Book } from '../ledger/book.ts';
import type { Fill } from '../ledger/fill.ts';
import type { LedgerSources, LedgerStep } from '../ledger/ledger.ts';
import type { Lot } from '../ledger/lots.ts';
import { type Movement, movementOf } from '../ledger/movement.ts';
import type { Outcome } from './correction.ts';

/** A lot of the ledger as it stood after the last fill. */
export interface FollowedLot {
  lot: Lot;
  /** Signed base units. */
  qty: Decimal;
  /** Settlement units paid, fees included; null when the cost is unknown. */
  basis: Decimal | null;
  /** Fees of the entry that are in the basis. */
  fees: Decimal;
}

/** What one fill took out of one lot. */
export interface LotClose {
  lot: FollowedLot;
  /** Signed base units that moved: below zero for a sale. */
  dq: Decimal;
  /** What the exit brought (paid below zero), and its fees. */
  exit: Outcome;
  /** Result of the part; null when the cost is unknown. */
  made: Outcome | null;
}

/** What one fill did to the lots of its book. */
export interface LotStep {
  /** The coins that were held moved outside the history: what becomes of the lots is not known. */
  lost: boolean;
  /** Oldest lot first. */
  closed: LotClose[];
  opened: FollowedLot[];
}

/**
 * Which exit closed which entry, first in, first out: read off the ledger's own lots by comparing them before and
 * after a fill, so that there is one truth about flips, transfers and dust. One follower per book.
 */
export class LotFollower {
  private lots: FollowedLot[] = [];

  /** After the fill was booked with FIFO lots. */
  follow(book: Book, fill: Fill, step: LedgerStep, sources: LedgerSources): LotStep {
    const lost = step.unexplained.some(({ reason }) => reason !== 'sold_beyond_holding');
    if (lost) this.lots = [];
    const movement = movementOf(fill, book.contract, sources.rateAt);
    const closed: LotClose[] = [];
    for (const held of this.lots) {
      const part = absolute(held.qty) - absolute(held.lot.qty);
      if (part === ZERO) break;
      closed.push(close(held, part, movement));
    }
    this.forgetClosed();
    const opened = (book.lots ?? []).slice(this.lots.length).map((lot) => begin(lot, movement));
    this.lots.push(...opened);
    return { lost, closed, opened };
  }

  /** After a fee took coins of the book, or they went to another own account: no exit of the person's, so no close. */
  shrink(): void {
    for (const held of this.lots) {
      const part = absolute(held.qty) - absolute(held.lot.qty);
      if (part === ZERO) break;
      held.fees -= multiplyDivide(held.fees, part, absolute(held.qty));
      held.qty = held.lot.qty;
      held.basis = held.lot.basis;
    }
    this.forgetClosed();
  }

  /** After lots came from another own account, in the order of their purchase. @returns the new ones */
  receive({ lots }: Book): FollowedLot[] {
    const known = new Map(this.lots.map((held) => [held.lot, held]));
    const came: FollowedLot[] = [];
    this.lots = (lots ?? []).map((lot) => {
      const held = known.get(lot);
      if (held) return held;
      const fresh = { lot, qty: lot.qty, basis: lot.basis, fees: ZERO };
      came.push(fresh);
      return fresh;
    });
    return came;
  }

  private forgetClosed(): void {
    const kept = this.lots.findIndex(({ qty }) => qty !== ZERO);
    this.lots.splice(0, kept === -1 ? this.lots.length : kept);
  }
}

function begin(lot: Lot, movement: Movement): FollowedLot {
  const { qty, basis } = lot;
  const fees = basis === null ? ZERO : multiplyDivide(feesOf(movement), absolute(qty), absolute(movement.dq));
  return { lot, qty, basis, fees };
}

function close(held: FollowedLot, part: Decimal, movement: Movement): LotClose {
  const size = absolute(movement.dq);
  const exit = {
    gross: multiplyDivide(movement.grossCash, part, size),
    fees: multiplyDivide(feesOf(movement), part, size),
  };
  const dq = held.qty > ZERO ? -part : part;
  const fees = multiplyDivide(held.fees, part, absolute(held.qty));
  const basis = held.basis === null ? null : held.basis - (held.lot.basis ?? ZERO);
  const made = basis === null ? null : { gross: exit.gross - (basis - fees), fees: exit.fees + fees };
  held.qty = held.lot.qty;
  held.basis = held.lot.basis;
  held.fees -= fees;
  return { lot: held, dq, exit, made };
}

function feesOf({ grossCash, cash }: Movement): Decimal {
  return grossCash - cash;
}
