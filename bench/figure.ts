/** One measured figure; printed as one JSON line and as one row of docs/bench.md. */
export interface Figure {
  /** As in the list of targets, e.g. `start.ready`; a variant follows a colon: `api.trades:1k`. */
  name: string;
  value: number;
  unit: string;
  /** The value that has to be kept; null where a figure only informs. */
  floor: number | null;
  /** Which side of the floor is good. */
  better: 'lower' | 'higher';
  /** Measured over what it is compared with in the same run, pair by pair. */
  ratio?: number;
  /** How many things, or how many runs, stand behind the value. */
  n: number;
  durationMs: number;
  /** Fewer than the target names: a sign of life, not to be quoted. */
  smoke?: true;
  note?: string;
}

/** What a bench file exports as its default: measures, and gives its figures. */
export type Bench = (options: { smoke: boolean }) => Promise<Figure[]>;

/** The middle value, the upper one of an even count; NaN of none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value at or above which the given share lies, nearest rank; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Rounded to three significant digits, which is all that a shared machine can tell. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
