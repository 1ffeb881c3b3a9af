import type { Random } from '../stats/random.ts';
import {
  type Evidence,
  evenSample,
  MINIMAL_RATIO,
  type NullModel,
  RATIO_PRIOR,
  sumByDay,
  sumBySymbol,
} from './evidence.ts';

/** An act that happened in the state or not, and how likely that was for an act at a random moment. */
export interface Chance {
  day: number;
  symbol: string;
  isInState: boolean;
  expected: number;
}

/** Keeps the ratio finite where nothing was observed. */
const HALF = 0.5;

/** Whether an act, by its place, falls into the state at a moment drawn for it. */
export type DrawMoment = (place: number, random: Random) => boolean;

type Named = Pick<Evidence, 'name' | 'estimator'>;

/** ln of acts in the state ÷ expected ones. The null model draws each act's moment anew, every draw by itself. */
export function observedExpected(
  named: Named,
  chances: readonly Chance[],
  beginDraw: (() => DrawMoment) | null,
): Evidence {
  const row = ({ isInState, expected }: Chance) => [isInState ? 1 : 0, expected];
  return {
    ...named,
    n: chances.length,
    scarcer: null,
    days: sumByDay(chances, row),
    symbols: () => sumBySymbol(chances, row),
    estimate: lnRatio,
    standardError: ([observed = 0]) => 1 / Math.sqrt(observed + HALF),
    scale: 'ratio',
    prior: RATIO_PRIOR,
    minimal: MINIMAL_RATIO,
    nullModel: () => randomMoments(chances, beginDraw),
  };
}

function lnRatio([observed = 0, expected = 0]: readonly number[]): number | null {
  return expected > 0 ? Math.log((observed + HALF) / (expected + HALF)) : null;
}

function randomMoments(chances: readonly Chance[], beginDraw: (() => DrawMoment) | null): NullModel | null {
  const places = evenSample(chances.map((_, place) => place));
  let observed = 0;
  for (const place of places) if (chances[place]?.isInState) observed += 1;
  if (places.length === 0) return null;
  return {
    observed,
    draw: (random) => {
      const drawMoment = beginDraw?.();
      let drawn = 0;
      for (const place of places) {
        const isInState = drawMoment
          ? drawMoment(place, random)
          : random.next() < (chances[place]?.expected ?? 0);
        if (isInState) drawn += 1;
      }
      return drawn;
    },
  };
}
