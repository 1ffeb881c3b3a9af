import type { Random } from '../stats/random.ts';
import { stillNeeded, VERDICT_FROM } from '../stats/verdict.ts';
import { DIFFERENCE_PRIOR, type Evidence } from './evidence.ts';
import type { HeldBar } from './heldBars.ts';
import { heldChoiceEvidence } from './heldChoice.ts';
import { carefulDispositionError, dispositionEffect, edgeInterval, type SaleDay } from './odean.ts';

const MINIMAL = 0.02;

/**
 * Disposition effect by Odean's counts; by the hazards of what was held where hardly anything was held beside what was
 * sold and the hazards lack no more observations. How much is known of an account chooses, never what it says.
 */
export function dispositionEvidence(saleDays: readonly SaleDay[], held: () => readonly HeldBar[]): Evidence {
  const choice = saleChoiceEvidence(saleDays);
  const heldOn = saleDays.reduce((sum, { paperGains, paperLosses }) => sum + paperGains + paperLosses, 0);
  if (stillNeeded(VERDICT_FROM, heldOn) === 0) return choice;
  const hazard = heldChoiceEvidence(held());
  const lacks = ({ n, scarcer }: Evidence) => stillNeeded(n, scarcer);
  return heldOn === 0 || lacks(hazard) <= lacks(choice) ? hazard : choice;
}

/**
 * PGR − PLR over sale days; the null model sells at random among what was open that day. Without any position that was
 * held on, nothing was chosen and nothing is said.
 */
export function saleChoiceEvidence(saleDays: readonly SaleDay[]): Evidence {
  const days = saleDays.map((day) => [
    day.realisedGains,
    day.realisedLosses,
    day.paperGains,
    day.paperLosses,
  ]);
  const sums = [0, 1, 2, 3].map((column) => days.reduce((sum, day) => sum + (day[column] ?? 0), 0));
  const [rg = 0, rl = 0, pg = 0, pl = 0] = sums;
  const observed = dispositionEffect(sums);
  return {
    name: 'PGR − PLR',
    estimator: 'Odean counts on sale days, average cost',
    n: rg + rl,
    scarcer: Math.min(pg + pl, rg + pg, rl + pl),
    days,
    symbols: null,
    estimate: (sums) => ((sums[2] ?? 0) + (sums[3] ?? 0) > 0 ? dispositionEffect(sums) : null),
    standardError: carefulDispositionError,
    ownInterval: edgeInterval,
    scale: 'difference',
    prior: DIFFERENCE_PRIOR,
    minimal: MINIMAL,
    nullModel: () => (observed === null ? null : { observed, draw: (random) => randomSales(days, random) }),
  };
}

function randomSales(days: readonly (readonly number[])[], random: Random): number | null {
  const sums = [0, 0, 0, 0];
  for (const [rg = 0, rl = 0, pg = 0, pl = 0] of days) {
    let gains = rg + pg;
    let open = gains + rl + pl;
    let soldGains = 0;
    for (let sold = 0; sold < rg + rl; sold += 1) {
      if (random.below(open) < gains) {
        gains -= 1;
        soldGains += 1;
      }
      open -= 1;
    }
    sums[0] = (sums[0] ?? 0) + soldGains;
    sums[1] = (sums[1] ?? 0) + rg + rl - soldGains;
    sums[2] = (sums[2] ?? 0) + rg + pg - soldGains;
    sums[3] = (sums[3] ?? 0) + rl + pl - (rg + rl - soldGains);
  }
  return dispositionEffect(sums);
}
