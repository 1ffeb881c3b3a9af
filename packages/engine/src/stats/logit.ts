import { at } from '../at.ts';

export interface LogitFit {
  coefficients: number[];
  /** Inverse of the information matrix, with the line of a coefficient that was held. */
  covariance: number[][];
  standardErrors: number[];
  /** With the penalty. */
  logLikelihood: number;
}

/** Keeps one coefficient at a value. */
export interface HeldCoefficient {
  column: number;
  value: number;
}

/** Rows one after the other, each with its own constant. */
export interface LogitData {
  values: Float64Array;
  width: number;
  /** 1 for a success. */
  outcomes: Float64Array;
}

export function logitData(rows: readonly (readonly number[])[], outcomes: readonly boolean[]): LogitData {
  const width = rows[0]?.length ?? 0;
  const values = new Float64Array(rows.length * width);
  rows.forEach((row, place) => {
    values.set(row, place * width);
  });
  return { values, width, outcomes: new Float64Array(outcomes.map(Number)) };
}

const ITERATIONS = 60;
const CONVERGED = 1e-6;
/** On the diagonal of the information, so that a column that never varies gets the coefficient 0. */
const RIDGE = 1e-6;
const FARTHEST = 30;
const LONGEST_STEP = 5;
const HALVINGS = 15;
const SINGULAR = 1e-12;

/**
 * Logistic regression, P(outcome) = 1 ÷ (1 + exp(−row·b)), by Newton's method with Firth's penalty ½ ln |information|
 * (Firth 1993, Biometrika 80; Heinze & Schemper 2002, Statistics in Medicine 21): it stays finite where a column
 * separates the outcomes, and takes away the bias of few of them. `near` is where the search begins. null when the
 * columns depend on each other or it does not settle.
 */
export function fitLogit(
  data: LogitData,
  held: HeldCoefficient | null = null,
  near: readonly number[] = [],
): LogitFit | null {
  const start = Array.from({ length: data.width }, (_, column) => near[column] ?? 0);
  if (held) start[held.column] = held.value;
  let here = standAt(data, start, held);
  for (let iteration = 0; iteration < ITERATIONS && here; iteration += 1) {
    if (Math.max(...here.steps.map(Math.abs)) < CONVERGED) return fitOf(here);
    here = stepFrom(data, here, held);
  }
  return null;
}

/** A point of the search and the way to the next one. */
interface Stand {
  coefficients: number[];
  steps: number[];
  covariance: number[][];
  logLikelihood: number;
}

function fitOf({ coefficients, covariance, logLikelihood }: Stand): LogitFit {
  const standardErrors = covariance.map((line, column) => Math.sqrt(at(line, column)));
  return { coefficients, covariance, standardErrors, logLikelihood };
}

/** A whole step, halved until the penalised likelihood does not fall. */
function stepFrom(data: LogitData, here: Stand, held: HeldCoefficient | null): Stand | null {
  let share = Math.min(1, LONGEST_STEP / Math.max(...here.steps.map(Math.abs)));
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const next = here.coefficients.map((value, column) => value + share * at(here.steps, column));
    const stand = standAt(data, next, held);
    if (stand && stand.logLikelihood >= here.logLikelihood - CONVERGED) return stand;
    share /= 2;
  }
  return null;
}

function standAt(data: LogitData, coefficients: number[], held: HeldCoefficient | null): Stand | null {
  if (coefficients.some((value) => !(Math.abs(value) < FARTHEST))) return null;
  const logits = rowsTimes(data, coefficients);
  const probabilities = logits.map(probabilityOf);
  const information = informationOf(data, probabilities);
  const whole = invert(information);
  const free = held && whole ? invert(without(information, held.column)) : whole;
  if (!whole || !free) return null;
  const gradient = gradientOf(data, probabilities, whole.inverse);
  if (held) gradient[held.column] = 0;
  return {
    coefficients,
    steps: free.inverse.map((line) => dot(line, gradient)),
    covariance: whole.inverse,
    logLikelihood: whole.lnDeterminant / 2 + logLikelihoodOf(data, logits),
  };
}

/** `at` of one kind of array alone, which is several times as fast in loops over all rows. */
function item(values: Float64Array, index: number): number {
  return values[index] ?? Number.NaN;
}

/** row·b of every row; with the coefficients of a fit these are its logits. */
export function rowsTimes(
  { values, width, outcomes }: LogitData,
  coefficients: readonly number[],
): Float64Array {
  const factors = Float64Array.from(coefficients);
  const logits = new Float64Array(outcomes.length);
  for (let row = 0; row < logits.length; row += 1) {
    let sum = 0;
    for (let i = 0; i < width; i += 1) sum += item(values, row * width + i) * item(factors, i);
    logits[row] = sum;
  }
  return logits;
}

function logLikelihoodOf({ outcomes }: LogitData, logits: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < logits.length; row += 1) {
    sum -= softplus(item(outcomes, row) === 1 ? -item(logits, row) : item(logits, row));
  }
  return sum;
}

function informationOf({ values, width }: LogitData, probabilities: Float64Array): number[][] {
  const flat = new Float64Array(width * width);
  for (let row = 0; row < probabilities.length; row += 1) {
    const probability = item(probabilities, row);
    const weight = probability * (1 - probability);
    for (let i = 0; i < width; i += 1) {
      const weighted = weight * item(values, row * width + i);
      for (let j = 0; j <= i; j += 1) {
        flat[i * width + j] = item(flat, i * width + j) + weighted * item(values, row * width + j);
      }
    }
  }
  const line = (i: number) =>
    Array.from(
      { length: width },
      (_, j) => item(flat, Math.max(i, j) * width + Math.min(i, j)) + (i === j ? RIDGE : 0),
    );
  return Array.from({ length: width }, (_, i) => line(i));
}

/** Slopes of the penalised likelihood: each row counts by its surprise and, by its leverage, half a success and half a failure. */
function gradientOf(
  { values, width, outcomes }: LogitData,
  probabilities: Float64Array,
  inverse: readonly (readonly number[])[],
): number[] {
  const gradient = new Float64Array(width);
  const flat = Float64Array.from(inverse.flat());
  for (let row = 0; row < probabilities.length; row += 1) {
    const begin = row * width;
    const probability = item(probabilities, row);
    let form = 0;
    for (let i = 0; i < width; i += 1) {
      let sum = 0;
      for (let j = 0; j < width; j += 1) sum += item(flat, i * width + j) * item(values, begin + j);
      form += item(values, begin + i) * sum;
    }
    const leverage = form * probability * (1 - probability);
    const surprise = item(outcomes, row) - probability + leverage * (0.5 - probability);
    for (let i = 0; i < width; i += 1) gradient[i] = item(gradient, i) + surprise * item(values, begin + i);
  }
  return [...gradient];
}

export function probabilityOf(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** ln(1 + exp(x)). */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += at(a, i) * at(b, i);
  return sum;
}

/** The matrix with a line and a column of the identity. */
function without(matrix: readonly (readonly number[])[], column: number): number[][] {
  return matrix.map((line, i) =>
    line.map((value, j) => (i === column || j === column ? Number(i === j) : value)),
  );
}

/** Gauss–Jordan. Information matrices are positive definite and need no pivoting; null for a singular one. */
function invert(
  matrix: readonly (readonly number[])[],
): { inverse: number[][]; lnDeterminant: number } | null {
  const n = matrix.length;
  const work = matrix.map((line, i) => [...line, ...line.map((_, j) => (i === j ? 1 : 0))]);
  let lnDeterminant = 0;
  for (let column = 0; column < n; column += 1) {
    const line = work[column] ?? [];
    const pivot = at(line, column);
    if (!(pivot > SINGULAR)) return null;
    lnDeterminant += Math.log(pivot);
    const scaled = line.map((value) => value / pivot);
    work.forEach((other, i) => {
      const factor = at(other, column);
      if (i !== column) work[i] = other.map((value, j) => value - factor * at(scaled, j));
    });
    work[column] = scaled;
  }
  return { inverse: work.map((line) => line.slice(n)), lnDeterminant };
}
