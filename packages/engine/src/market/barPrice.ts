import { type Decimal, readDecimal, ZERO } from '@twin/shared/primitives/decimal';

/** A price of a bar as an exact decimal (bars are doubles read from text); null when it is none or not above zero. */
export function barPrice(values: Float64Array, index: number): Decimal | null {
  const value = values[index];
  if (value === undefined) return null;
  const reading = readDecimal(String(value), { exponent: true, round: true });
  return reading.ok && reading.value > ZERO ? reading.value : null;
}
