import { absolute, type Decimal, minimum, multiplyDivide, ZERO } from '@twin/shared/primitives/decimal';

/** Which lot a close consumes first. AVERAGE needs no lots: it is the Position itself. */
export type LotMethod = 'fifo' | 'lifo' | 'hifo';

export interface Lot {
  /** The trade id of the fill that opened it. */
  id: string;
  openedAt: number;
  /** Signed base units, same sign as the position. */
  qty: Decimal;
  /** Settlement units paid, fees included; below zero for a short; null when the cost is unknown. */
  basis: Decimal | null;
}

export interface LotsTaken {
  /** Sum of the known cost taken. */
  basis: Decimal;
  knownQty: Decimal;
  unknownQty: Decimal;
}

/**
 * Consumes `size` of the lots in place, in the order of the method; ties go to the older lot.
 * A part of a lot takes total × part ÷ lot rounded half-even; the remainder stays in the lot.
 * @throws RangeError when the lots hold less than `size`.
 */
export function takeFromLots(lots: Lot[], size: Decimal, method: LotMethod): LotsTaken {
  const taken: LotsTaken = { basis: ZERO, knownQty: ZERO, unknownQty: ZERO };
  let rest = size;
  let used = 0;
  while (rest > ZERO) {
    const index = method === 'fifo' ? used : nextLot(lots, method);
    const lot = lots[index];
    if (!lot) throw new RangeError('The lots hold less than what is closed');
    const held = absolute(lot.qty);
    const part = minimum(held, rest);
    const basis =
      lot.basis === null ? null : part === held ? lot.basis : multiplyDivide(lot.basis, part, held);
    if (basis === null) taken.unknownQty += part;
    else {
      taken.basis += basis;
      taken.knownQty += part;
    }
    rest -= part;
    if (part < held) {
      lot.qty += lot.qty > ZERO ? -part : part;
      if (lot.basis !== null && basis !== null) lot.basis -= basis;
    } else if (method === 'fifo') used += 1;
    else lots.splice(index, 1);
  }
  if (used > 0) lots.splice(0, used);
  return taken;
}

function nextLot(lots: readonly Lot[], method: 'lifo' | 'hifo'): number {
  if (method === 'lifo') return lots.length - 1;
  let best = 0;
  for (let index = 1; index < lots.length; index += 1) {
    const lot = lots[index];
    const top = lots[best];
    if (lot && top && costsMore(lot, top)) best = index;
  }
  return best;
}

/** Dearer per unit: paid more for a long, received less for a short. Unknown cost comes last. */
function costsMore(a: Lot, b: Lot): boolean {
  if (a.basis === null) return false;
  if (b.basis === null) return true;
  return a.basis * absolute(b.qty) > b.basis * absolute(a.qty);
}
