import { roundTo } from '../biases/model.ts';
import { bootstrapByDay } from '../stats/clusterBootstrap.ts';
import { fitLogit } from '../stats/logit.ts';
import { EFFECT_FROM } from '../stats/verdict.ts';
import { Z95 } from '../stats/wilson.ts';
import type { Effect } from './biasReport.ts';
import { evenSample } from './evidence.ts';
import type { HeldDay } from './heldDays.ts';
import type { SaleDay } from './odean.ts';

const NAME = 'hazard of selling gains ÷ losses';

/** The disposition effect as two hazard ratios beside Odean's difference: they can differ from it in size and sign. */
export function saleHazards(saleDays: readonly SaleDay[], held: readonly HeldDay[], seed: number): Effect[] {
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
  const interval = bootstrapByDay(days, lnRatio, seed);
  return effectOf(value, interval?.low ?? null, interval?.high ?? null, 'Peto over sale days, day bootstrap');
}

function lnRatio([og = 0, eg = 0, ol = 0, el = 0]: readonly number[]): number | null {
  return og > 0 && ol > 0 && eg > 0 && el > 0 ? Math.log(og / eg / (ol / el)) : null;
}

/** exp(b) of [gain] in a discrete-time logit of "closed today" with distance from the cost and time held. */
function logitRatio(held: readonly HeldDay[]): Effect | null {
  const rows = evenSample(held);
  if (rows.filter(({ isSold }) => isSold).length < EFFECT_FROM) return null;
  const scale = Math.sqrt(rows.reduce((sum, { distance }) => sum + distance * distance, 0) / rows.length);
  if (!(scale > 0)) return null;
  const fit = fitLogit(
    rows.map(({ isGain, distance, lnHoldDays }) => {
      const far = distance / scale;
      return [1, isGain ? 1 : 0, far, far * far, lnHoldDays];
    }),
    rows.map(({ isSold }) => isSold),
  );
  const value = fit?.coefficients[1];
  const error = fit?.standardErrors[1];
  if (value === undefined || error === undefined) return null;
  const estimator = 'discrete-time logit over position days, given distance from cost and time held';
  return effectOf(value, value - Z95 * error, value + Z95 * error, estimator);
}

function effectOf(value: number, low: number | null, high: number | null, estimator: string): Effect {
  const shown = (ln: number) => roundTo(Math.exp(ln), 4);
  return {
    name: NAME,
    value: shown(value),
    ciLow: low === null ? null : shown(low),
    ciHigh: high === null ? null : shown(high),
    estimator,
  };
}
