import { type Decimal, multiply, ZERO } from '@twin/shared/primitives/decimal';

/** Units of a position that came in (above zero) or went out (below), and what that took. */
export interface UnitMovement {
  ts: number;
  units: Decimal;
  /** Quote units per base unit. */
  price: Decimal;
  /** Above zero paid, below zero saved. */
  fees: Decimal;
}

export type Direction = 'long' | 'short';

/** The result of movements up to a moment, with what is open then at a price: quote units, net of their fees. */
export function worthAt(
  movements: readonly UnitMovement[],
  direction: Direction,
  ts: number,
  price: Decimal,
): Decimal {
  let open = ZERO;
  let spent = ZERO;
  let fees = ZERO;
  for (const movement of movements) {
    if (movement.ts > ts) continue;
    open += movement.units;
    spent += multiply(movement.units, movement.price);
    fees += movement.fees;
  }
  const gross = multiply(open, price) - spent;
  return (direction === 'long' ? gross : -gross) - fees;
}
