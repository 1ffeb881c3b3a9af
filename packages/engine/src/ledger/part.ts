import { type Decimal, multiplyDivide, ZERO } from '@twin/shared/primitives/decimal';

/** A part of a movement: what closes, what opens, what was sold beyond the holding. */
export interface Part {
  size: Decimal;
  cash: Decimal;
  grossCash: Decimal;
  fee: Decimal;
}

/** So much of it as has the size, each amount rounded half-even. */
export function partOf(whole: Part, size: Decimal): Part {
  if (size === whole.size) return whole;
  if (size === ZERO) return { size, cash: ZERO, grossCash: ZERO, fee: ZERO };
  return {
    size,
    cash: multiplyDivide(whole.cash, size, whole.size),
    grossCash: multiplyDivide(whole.grossCash, size, whole.size),
    fee: multiplyDivide(whole.fee, size, whole.size),
  };
}
