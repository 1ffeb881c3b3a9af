import { roundTo } from '../biases/model.ts';
import { bootstrapByDay } from '../stats/clusterBootstrap.ts';
import { EFFECT_FROM, SMALLEST_ERROR } from '../stats/verdict.ts';
import { type Interval, Z95 } from '../stats/wilson.ts';
import type { Effect } from './biasReport.ts';
import { gainLogit } from './gainLogit.ts';
import type { HeldBar } from './heldBars.ts';
import { HAZARD_NAME, LOGIT, samplesOf } from './heldChoice.ts';
import type { SaleDay } from './odean.ts';

const TOO_FEW_SALES = `Fewer than ${EFFECT_FROM} sales of positions whose candles are known.`;
const NOT_ESTIMABLE = 'These candles do not tell gains from what goes with them.';

/**
 * The disposition effect as two hazard ratios beside Odean's difference: they can differ from it in size and sign. Of
 * fewer than 20 sales neither says anything.
 */
export function saleHazards(saleDays: readonly SaleDay[], held: readonly HeldBar[], seed: number): Effect[] {
  const sales = saleDays.reduce(
    (sum, { realisedGains, realisedLosses }) => sum + realisedGains + realisedLosses,
    0,
  );
  if (sales < EFFECT_FROM) return [];
  return [petoRatio(saleDays, seed), logitRatio(held)].filter((effect) => effect !== null);
}

/** (O_G ÷ E_G) ÷ (O_L ÷ E_L): what was sold against a random sale among the positions of each sale day (Peto, log-rank). */
function petoRatio(saleDays: readonly SaleDay[], seed: number): Effect | null {
  const days = saleDays.map(({ realisedGains: rg, realisedLosses: rl, paperGains: pg, paperLosses: pl }) => {
    const sold = rg + rl;
    const [gains, losses] = [rg + pg, rl + pl];
    const open = gains + losses;
    // Where all was sold, or only gains or only losses stood, nothing was chosen: it would draw the ratio to 1.
    if (open === sold || gains === 0 || losses === 0) return [0, 0, 0, 0];
    return [rg, (sold * gains) / open, rl, (sold * losses) / open];
  });
  const sums = [0, 1, 2, 3].map((column) => days.reduce((sum, row) => sum + (row[column] ?? 0), 0));
  const value = lnRatio(sums);
  if (value === null || (sums[0] ?? 0) + (sums[2] ?? 0) < EFFECT_FROM) return null;
  const interval = petoInterval(days, sums, seed);
  return effectOf(value, interval, 'Peto over sale days, day bootstrap');
}

/** Where all days are alike and resampling shows no spread: by the error √(1 ÷ O_G + 1 ÷ O_L). */
function petoInterval(days: readonly number[][], sums: readonly number[], seed: number): Interval | null {
  const resampled = bootstrapByDay(days, lnRatio, seed);
  if (resampled === null || resampled.sd > SMALLEST_ERROR) return resampled;
  const [gains = 0, , losses = 0] = sums;
  const half = Z95 * Math.sqrt(1 / gains + 1 / losses);
  return { low: resampled.low - half, high: resampled.high + half };
}

function lnRatio([og = 0, eg = 0, ol = 0, el = 0]: readonly number[]): number | null {
  return og > 0 && ol > 0 && eg > 0 && el > 0 ? Math.log(og / eg / (ol / el)) : null;
}

/** exp(b) of [gain] in the logit over the candles of each hold, few of which hold a sale. */
function logitRatio(held: readonly HeldBar[]): Effect {
  const { sold, kept } = samplesOf(held);
  const isEnough = sold.length >= EFFECT_FROM;
  const fit = isEnough ? gainLogit([...sold, ...kept]) : null;
  const interval = fit?.interval() ?? null;
  if (fit && interval) return effectOf(fit.value, interval, LOGIT);
  const reason = isEnough ? NOT_ESTIMABLE : TOO_FEW_SALES;
  return { name: HAZARD_NAME, value: null, ciLow: null, ciHigh: null, estimator: LOGIT, reason };
}

function effectOf(value: number, interval: Interval | null, estimator: string): Effect {
  const shown = (ln: number) => roundTo(Math.exp(ln), 4);
  return {
    name: HAZARD_NAME,
    value: shown(value),
    ciLow: interval && shown(interval.low),
    ciHigh: interval && Number.isFinite(interval.high) ? shown(interval.high) : null,
    estimator,
  };
}
