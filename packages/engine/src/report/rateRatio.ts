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

/** A stretch of exposure with its events, in the state (flagged) or outside of it. */
export interface Stretch {
  day: number;
  symbol: string;
  /** Shuffled only within: see `blockOf`. */
  block: number;
  events: number;
  exposure: number;
  isFlagged: boolean;
}

/** Half an event more on each side keeps the ratio finite where one has none (Haldane). */
const HALF = 0.5;

type Named = Pick<Evidence, 'name' | 'estimator'>;

/** ln of (events ÷ exposure) flagged over not flagged; the null model shuffles the flags within 30-day blocks. */
export function rateRatio(named: Named, stretches: readonly Stretch[]): Evidence {
  const flagged = countFlagged(stretches);
  const row = ({ events, exposure, isFlagged }: Stretch) =>
    isFlagged ? [events, exposure, 0, 0] : [0, 0, events, exposure];
  return {
    ...named,
    n: stretches.length,
    scarcer: Math.min(flagged, stretches.length - flagged),
    days: sumByDay(stretches, row),
    symbols: () => sumBySymbol(stretches, row),
    estimate: lnRateRatio,
    standardError: ([inside = 0, , outside = 0]) => Math.sqrt(1 / (inside + HALF) + 1 / (outside + HALF)),
    scale: 'ratio',
    prior: RATIO_PRIOR,
    minimal: MINIMAL_RATIO,
    nullModel: () => shuffledRates(evenSample(stretches)),
  };
}

function lnRateRatio([eventsIn = 0, exposureIn = 0, eventsOut = 0, exposureOut = 0]: readonly number[]):
  | number
  | null {
  if (exposureIn <= 0 || exposureOut <= 0) return null;
  return Math.log((eventsIn + HALF) / exposureIn / ((eventsOut + HALF) / exposureOut));
}

function shuffledRates(stretches: readonly Stretch[]): NullModel | null {
  const events = Float64Array.from(stretches, (stretch) => stretch.events);
  const exposure = Float64Array.from(stretches, (stretch) => stretch.exposure);
  const flags = Uint8Array.from(stretches, ({ isFlagged }) => (isFlagged ? 1 : 0));
  const blocks = placesByBlock(stretches);
  const statistic = () => {
    const sums = [0, 0, 0, 0];
    flags.forEach((flag, i) => {
      const column = flag ? 0 : 2;
      sums[column] = (sums[column] ?? 0) + (events[i] ?? 0);
      sums[column + 1] = (sums[column + 1] ?? 0) + (exposure[i] ?? 0);
    });
    return lnRateRatio(sums);
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
