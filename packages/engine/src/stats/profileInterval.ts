import { at } from '../at.ts';
import { fitLogit, type LogitData, type LogitFit } from './logit.ts';
import { type Interval, Z95 } from './wilson.ts';

const NEAR_ENOUGH = 2e-3;
const SEARCHES = 40;
const FASTEST = 2;
/** Odds a million times as large say no more than that there is no bound. */
const BOUND = Math.log(1e6);

/** √(2 × fall of the penalised likelihood from its height): how many errors the height is away, to a normal. */
export function rootOfFall(height: LogitFit, other: LogitFit): number {
  return Math.sqrt(Math.max(0, 2 * (height.logLikelihood - other.logLikelihood)));
}

/**
 * 95 % interval of a coefficient by its profile: where the penalised likelihood, all other coefficients fitted anew,
 * has fallen by half the 95 % point of χ²(1) (Heinze & Schemper 2002, Statistics in Medicine 21). Where a column
 * separates the outcomes it is lopsided, as it should be, and ± 1.96 errors are not; a side without a bound is infinite.
 * null when it is not found.
 */
export function profileInterval(data: LogitData, height: LogitFit, column: number): Interval | null {
  const low = placeOfFall(data, height, column, -1);
  const high = low === null ? null : placeOfFall(data, height, column, 1);
  return low === null || high === null ? null : { low, high };
}

function placeOfFall(data: LogitData, height: LogitFit, column: number, side: 1 | -1): number | null {
  const centre = at(height.coefficients, column);
  let away = Z95 * at(height.standardErrors, column);
  let near = height.coefficients;
  for (let search = 0; search < SEARCHES; search += 1) {
    const value = side * Math.min(BOUND, side * centre + away);
    if (side * centre >= BOUND) return side * Number.POSITIVE_INFINITY;
    const other = fitLogit(data, { column, value }, near);
    if (!other) return null;
    near = other.coefficients;
    const root = rootOfFall(height, other);
    if (Math.abs(root - Z95) < NEAR_ENOUGH) return value;
    if (side * value === BOUND && root < Z95) return side * Number.POSITIVE_INFINITY;
    away = Math.abs(value - centre);
    // Near its height the likelihood is a parabola: its root grows in proportion to the way.
    away *= Math.min(FASTEST, Math.max(1 / FASTEST, Z95 / root));
  }
  return null;
}
