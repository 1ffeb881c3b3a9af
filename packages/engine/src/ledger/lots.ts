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
 * Puts a new lot in its place: in order of opening, or under HIFO by unit cost at opening, the dearest
 * last and the older of two equals after the newer, so that a close takes from one end.
 */
export function insertLot(lots: Lot[], lot: Lot, method: LotMethod): void {
  let low = 0;
  let high = lots.length;
  const last = lots.at(-1);
  if (method !== 'hifo' && (!last || last.openedAt <= lot.openedAt)) low = high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = lots[middle];
    const isAfter =
      method === 'hifo' ? other && costsMore(lot, other) : other && other.openedAt <= lot.openedAt;
    if (isAfter) low = middle + 1;
    else high = middle;
  }
  lots.splice(low, 0, lot);
}

/** Dearer per unit: paid more for a long, received less for a short. Unknown cost comes last. */
function costsMore(a: Lot, b: Lot): boolean {
  if (a.basis === null) return false;
  if (b.basis === null) return true;
  return a.basis * absolute(b.qty) > b.basis * absolute(a.qty);
}

/**
 * Consumes `size` of the lots in place: FIFO from the front, LIFO and HIFO from the back.
 * A part of a lot takes total × part ÷ lot rounded half-even; the remainder stays in the lot.
 * @throws RangeError when the lots hold less than `size`.
 */
export function takeFromLots(lots: Lot[], size: Decimal, method: LotMethod): LotsTaken {
  const taken: LotsTaken = { basis: ZERO, knownQty: ZERO, unknownQty: ZERO };
  let rest = size;
  let used = 0;
  while (rest > ZERO) {
    const lot = method === 'fifo' ? lots[used] : lots.at(-1);
    if (!lot) throw new RangeError('The lots hold less than what is closed');
    const part = takePart(lot, minimum(absolute(lot.qty), rest), taken);
    rest -= part;
    if (lot.qty !== ZERO) continue;
    if (method === 'fifo') used += 1;
    else lots.pop();
  }
  if (used > 0) lots.splice(0, used);
  return taken;
}

function takePart(lot: Lot, part: Decimal, taken: LotsTaken): Decimal {
  const held = absolute(lot.qty);
  lot.qty += lot.qty > ZERO ? -part : part;
  if (lot.basis === null) {
    taken.unknownQty += part;
    return part;
  }
  const basis = part === held ? lot.basis : multiplyDivide(lot.basis, part, held);
  lot.basis -= basis;
  taken.basis += basis;
  taken.knownQty += part;
  return part;
}
