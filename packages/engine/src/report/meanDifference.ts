import {
  countFlagged,
  type Evidence,
  evenSample,
  MINIMAL_RATIO,
  type NullModel,
  placesByBlock,
  RATIO_PRIOR,
  shuffleFlags,
  sumByDay,
  sumBySymbol,
} from './evidence.ts';

/** A logarithm (of a size, of a holding time) in the state or outside of it. */
export interface Measured {
  day: number;
  symbol: string;
  /** Shuffled only within: see `blockOf`. */
  block: number;
  value: number;
  isFlagged: boolean;
}

type Named = Pick<Evidence, 'name' | 'estimator'>;

/** Mean of the logarithms flagged − not flagged; the null model shuffles the flags within 30-day blocks. */
export function meanDifference(named: Named, items: readonly Measured[]): Evidence {
  const flagged = countFlagged(items);
  const row = ({ value, isFlagged }: Measured) =>
    isFlagged ? [value, value * value, 1, 0, 0, 0] : [0, 0, 0, value, value * value, 1];
  return {
    ...named,
    n: items.length,
    scarcer: Math.min(flagged, items.length - flagged),
    days: sumByDay(items, row),
    symbols: () => sumBySymbol(items, row),
    estimate: difference,
    standardError: ([a = 0, aa = 0, na = 0, b = 0, bb = 0, nb = 0]) =>
      na > 1 && nb > 1 ? Math.sqrt(variance(a, aa, na) / na + variance(b, bb, nb) / nb) : null,
    scale: 'ratio',
    prior: RATIO_PRIOR,
    minimal: MINIMAL_RATIO,
    nullModel: () => shuffledMeans(evenSample(items)),
  };
}

function difference([a = 0, , na = 0, b = 0, , nb = 0]: readonly number[]): number | null {
  return na > 0 && nb > 0 ? a / na - b / nb : null;
}

function variance(sum: number, squares: number, n: number): number {
  return Math.max(0, squares - (sum * sum) / n) / (n - 1);
}

function shuffledMeans(items: readonly Measured[]): NullModel | null {
  const values = Float64Array.from(items, ({ value }) => value);
  const flags = Uint8Array.from(items, ({ isFlagged }) => (isFlagged ? 1 : 0));
  const blocks = placesByBlock(items);
  const statistic = () => {
    let flagged = 0;
    let flaggedSum = 0;
    let sum = 0;
    values.forEach((value, i) => {
      sum += value;
      if (flags[i] === 1) {
        flagged += 1;
        flaggedSum += value;
      }
    });
    return difference([flaggedSum, 0, flagged, sum - flaggedSum, 0, values.length - flagged]);
  };
  const observed = statistic();
  if (observed === null) return null;
  return {
    observed,
    draw: (random) => {
      shuffleFlags(flags, blocks, random);
      return statistic();
    },
  };
}
