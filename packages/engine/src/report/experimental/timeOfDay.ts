import type { Close } from '../closes.ts';
import {
  blockOf,
  DIFFERENCE_PRIOR,
  type Evidence,
  evenSample,
  type NullModel,
  placesByBlock,
  shuffleFlags,
  sumByDay,
  sumBySymbol,
} from '../evidence.ts';

const HOUR_MS = 3_600_000;
const HOURS = 24;
/** Closes of positions opened in an hour, below which it is no slice of its own. */
const HOUR_MINIMUM = 10;
const MINIMAL = 0.05;

interface Outcome {
  day: number;
  symbol: string;
  block: number;
  hour: number;
  isLoss: boolean;
}

/**
 * The UTC hour of opening with the most surprising share of losses. The null model deals the results anew within
 * 30-day blocks and takes its own most surprising hour, so the choice among hours is paid for.
 */
export function timeOfDayEvidence(closes: readonly Close[]): Evidence {
  const outcomes = evenSample(closes).flatMap(({ ts, day, symbol, holdMs, isLoss }): Outcome[] => {
    if (holdMs === null) return [];
    const hour = Math.floor((ts - holdMs) / HOUR_MS) % HOURS;
    return [{ day, symbol, block: blockOf(day, 0), hour, isLoss }];
  });
  const flags = Uint8Array.from(outcomes, ({ isLoss }) => (isLoss ? 1 : 0));
  const { hour } = worstHour(outcomes, flags);
  const row = ({ hour: own, isLoss }: Outcome) => {
    const [loss, isIn] = [isLoss ? 1 : 0, own === hour ? 1 : 0];
    return [loss * isIn, isIn, loss, 1];
  };
  return {
    name: `share of losses of positions opened at ${hour} h UTC − of all`,
    estimator: 'the most surprising hour, corrected by its own null model',
    n: outcomes.length,
    scarcer: outcomes.filter((outcome) => outcome.hour === hour).length,
    days: sumByDay(outcomes, row),
    symbols: () => sumBySymbol(outcomes, row),
    estimate: ([lossIn = 0, n = 0, loss = 0, all = 0]) => (n > 0 && all > 0 ? lossIn / n - loss / all : null),
    standardError: ([lossIn = 0, n = 0]) =>
      n > 0 ? Math.sqrt(((lossIn + 1) * (n - lossIn + 1)) / (n + 2) ** 3) : null,
    scale: 'difference',
    prior: DIFFERENCE_PRIOR,
    minimal: MINIMAL,
    nullModel: () => dealtResults(outcomes, flags),
  };
}

function dealtResults(outcomes: readonly Outcome[], flags: Uint8Array): NullModel | null {
  const observed = worstHour(outcomes, flags).z;
  if (observed === null) return null;
  const dealt = Uint8Array.from(flags);
  const blocks = placesByBlock(outcomes);
  return {
    observed,
    draw: (random) => {
      shuffleFlags(dealt, blocks, random);
      return worstHour(outcomes, dealt).z;
    },
  };
}

function worstHour(outcomes: readonly Outcome[], losses: Uint8Array): { hour: number; z: number | null } {
  const counts = new Int32Array(HOURS);
  const lost = new Int32Array(HOURS);
  let all = 0;
  outcomes.forEach(({ hour }, i) => {
    counts[hour] = (counts[hour] ?? 0) + 1;
    lost[hour] = (lost[hour] ?? 0) + (losses[i] ?? 0);
    all += losses[i] ?? 0;
  });
  const share = outcomes.length > 0 ? all / outcomes.length : 0;
  let worst: { hour: number; z: number | null } = { hour: 0, z: null };
  for (let hour = 0; hour < HOURS; hour += 1) {
    const n = counts[hour] ?? 0;
    const spread = Math.sqrt(n * share * (1 - share));
    if (n < HOUR_MINIMUM || spread === 0) continue;
    const z = ((lost[hour] ?? 0) - n * share) / spread;
    if (worst.z === null || z > worst.z) worst = { hour, z };
  }
  return worst;
}
