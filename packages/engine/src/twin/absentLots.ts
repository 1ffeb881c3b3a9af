import { type Decimal, multiply, ONE, ZERO } from '@twin/shared/primitives/decimal';
import { keptShare } from './correction.ts';
import type { Flag } from './flag.ts';
import type { FollowedLot } from './lotFollower.ts';

interface Absent {
  flag: Flag;
  /** The share that the twin did not buy. */
  share: Decimal;
  qty: Decimal;
  basis: Decimal;
}

/** The open lots of one book that the twin has only in part, with running sums of what it does not have. */
export class AbsentLots {
  private readonly lots = new Map<FollowedLot, Absent>();
  qty: Decimal = ZERO;
  basis: Decimal = ZERO;

  get isEmpty(): boolean {
    return this.lots.size === 0;
  }

  /** A lot that a flagged entry opened, its cost known. */
  add(lot: FollowedLot, flag: Flag): void {
    const share = ONE - keptShare(flag);
    this.lots.set(lot, { flag, share, qty: ZERO, basis: ZERO });
    this.refresh(lot);
  }

  flagOf(lot: FollowedLot): Flag | null {
    return this.lots.get(lot)?.flag ?? null;
  }

  /** After part of the lot was closed. */
  refresh(lot: FollowedLot): void {
    const absent = this.lots.get(lot);
    if (!absent) return;
    const qty = multiply(lot.qty, absent.share);
    const basis = multiply(lot.basis ?? ZERO, absent.share);
    this.qty += qty - absent.qty;
    this.basis += basis - absent.basis;
    absent.qty = qty;
    absent.basis = basis;
    if (lot.qty === ZERO) this.lots.delete(lot);
  }

  /** Coins moved outside the history: nothing is known of them any more. */
  clear(): void {
    this.lots.clear();
    this.qty = ZERO;
    this.basis = ZERO;
  }

  *[Symbol.iterator](): Iterator<[FollowedLot, Flag]> {
    for (const [lot, { flag }] of this.lots) yield [lot, flag];
  }
}
