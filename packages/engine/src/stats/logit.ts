import { at } from '../at.ts';

export interface LogitFit {
  coefficients: number[];
  standardErrors: number[];
}

const ITERATIONS = 30;
const CONVERGED = 1e-10;
/** A prior so weak that it only matters where a column separates the outcomes perfectly. */
const RIDGE = 1e-3;
const FARTHEST = 30;
const SINGULAR = 1e-12;

/**
 * Logistic regression by Newton's method: P(outcome) = 1 ÷ (1 + exp(−row·b)), errors from the information matrix.
 * Rows hold their own constant. null when the columns depend on each other or it does not settle.
 */
export function fitLogit(
  rows: readonly (readonly number[])[],
  outcomes: readonly boolean[],
): LogitFit | null {
  const width = rows[0]?.length ?? 0;
  let coefficients = new Array<number>(width).fill(0);
  for (let iteration = 0; iteration < ITERATIONS; iteration += 1) {
    const { gradient, information } = slopes(rows, outcomes, coefficients);
    const inverse = invert(information);
    if (!inverse) return null;
    const steps = inverse.map((line) => dot(line, gradient));
    coefficients = coefficients.map((value, column) => value + at(steps, column));
    if (coefficients.some((value) => !(Math.abs(value) < FARTHEST))) return null;
    if (Math.max(...steps.map(Math.abs)) < CONVERGED) {
      return { coefficients, standardErrors: inverse.map((line, column) => Math.sqrt(at(line, column))) };
    }
  }
  return null;
}

function slopes(
  rows: readonly (readonly number[])[],
  outcomes: readonly boolean[],
  coefficients: readonly number[],
) {
  const gradient = coefficients.map((value) => -RIDGE * value);
  const information = coefficients.map((_, i) =>
    coefficients.map((_value, j): number => (i === j ? RIDGE : 0)),
  );
  rows.forEach((row, index) => {
    const probability = 1 / (1 + Math.exp(-dot(row, coefficients)));
    const surprise = (outcomes[index] ? 1 : 0) - probability;
    const weight = probability * (1 - probability);
    for (let i = 0; i < row.length; i += 1) {
      const value = at(row, i);
      gradient[i] = at(gradient, i) + surprise * value;
      const line = information[i] ?? [];
      for (let j = 0; j < row.length; j += 1) line[j] = at(line, j) + weight * value * at(row, j);
    }
  });
  return { gradient, information };
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += at(a, i) * at(b, i);
  return sum;
}

/** Gauss–Jordan. Information matrices are positive definite and need no pivoting; null for a singular one. */
function invert(matrix: readonly (readonly number[])[]): number[][] | null {
  const n = matrix.length;
  const work = matrix.map((line, i) => [...line, ...line.map((_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < n; column += 1) {
    const line = work[column] ?? [];
    const pivot = at(line, column);
    if (!(pivot > SINGULAR)) return null;
    const scaled = line.map((value) => value / pivot);
    work.forEach((other, i) => {
      const factor = at(other, column);
      if (i !== column) work[i] = other.map((value, j) => value - factor * at(scaled, j));
    });
    work[column] = scaled;
  }
  return work.map((line) => line.slice(n));
}
