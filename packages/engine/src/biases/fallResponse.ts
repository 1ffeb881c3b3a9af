/** Bars held on one side of the own cost, and the exits out of them. */
interface HeldBars {
  bars: number;
  /** Steps of fall of these bars, added up (`stepAgainst`). */
  steps: number;
  exits: number;
}

/** How a person holds and leaves positions in falls (for shorts: rises), expanding with time. */
export interface FallCounts {
  inGain: HeldBars;
  inLoss: HeldBars;
  /** Exits by the step of the fall that they were made in. */
  exits: number[];
}

/** Standard deviations of one step, and the last step: what lies beyond counts as it. */
export const FALL_STEP = 0.5;
export const LAST_STEP = 8;

/** Excess relative risks for each standard deviation that are thought possible: half of all people have none. */
const RESPONSES = [0, 0.25, 0.5, 1, 2, 4] as const;
const LN_PRIORS = RESPONSES.map((response) => Math.log(response === 0 ? 0.5 : 0.1));
/** Gamma prior of the own pace of exits on either side of the cost: one in so many bars. */
const PRIOR_BARS = 20;
/** ln(1 + response × fall), by response and step. */
const LN_RATES = RESPONSES.map((response) =>
  Array.from({ length: LAST_STEP + 1 }, (_, step) => Math.log(1 + response * FALL_STEP * step)),
);

export function noFalls(): FallCounts {
  return {
    inGain: { bars: 0, steps: 0, exits: 0 },
    inLoss: { bars: 0, steps: 0, exits: 0 },
    exits: new Array<number>(LAST_STEP + 1).fill(0),
  };
}

/** Counts one exit at this step of a fall. */
export function countExit(falls: FallCounts, isGain: boolean, step: number): void {
  (isGain ? falls.inGain : falls.inLoss).exits += 1;
  falls.exits[step] = (falls.exits[step] ?? 0) + 1;
}

/**
 * How much each standard deviation of a fall adds to the own pace of exits: the mean of β in pace × (1 + β × fall), the
 * linear excess relative risk of epidemiology (BEIR VII), after all that was held and left. The pace is the person's
 * own, one above the cost and one below it. null before the first bar.
 */
export function fallResponse({ inGain, inLoss, exits }: FallCounts): number | null {
  if (inGain.bars + inLoss.bars === 0) return null;
  const logs = RESPONSES.map((response, i) => {
    let log = LN_PRIORS[i] ?? 0;
    for (let step = 0; step <= LAST_STEP; step += 1) log += (exits[step] ?? 0) * (LN_RATES[i]?.[step] ?? 0);
    return log - lnExposure(inGain, response) - lnExposure(inLoss, response);
  });
  const most = Math.max(...logs);
  let [sum, mean] = [0, 0];
  for (const [i, response] of RESPONSES.entries()) {
    const weight = Math.exp((logs[i] ?? 0) - most);
    sum += weight;
    mean += weight * response;
  }
  return mean / sum;
}

/** ln of what the unknown pace leaves of a side's likelihood once it is integrated out. */
function lnExposure({ bars, steps, exits }: HeldBars, response: number): number {
  return (exits + 1) * Math.log(PRIOR_BARS + bars + response * FALL_STEP * steps);
}
