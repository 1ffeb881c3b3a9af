import type { Decimal } from '@twin/shared/primitives/decimal';
import type { CandleSeries } from '../market/candle.ts';
import {
  type AlternativeFact,
  type AlternativeReading,
  hold,
  type NoAlternative,
  scaleTo,
  skip,
  stopAt,
  waitForPullback,
} from './alternatives.ts';
import type { DecisionUnits } from './decisionUnits.ts';
import { compareAtHorizons, type HorizonOutcome, type HorizonSpan } from './horizons.ts';
import { type MarketLink, marketLink, withoutMarket } from './marketNeutral.ts';
import { type RandomExits, randomExits } from './randomExits.ts';

/** What is done instead. `plan` is what the person's own rules ask of this decision. */
export type Instead =
  | { kind: 'hold' | 'skip' | 'wait' }
  | { kind: 'size'; share: Decimal | null }
  | { kind: 'plan'; effect: PlanEffect | null };

export type PlanEffect =
  | { kind: 'skip' }
  | { kind: 'size'; share: Decimal }
  | { kind: 'stop'; percent: number };

export interface SimulationInput {
  instead: Instead;
  units: DecisionUnits;
  spans: readonly HorizonSpan[];
  /** Of the symbol, with what came before the decision. */
  candles: CandleSeries;
  /** Of what the whole market is measured by; null without. */
  market: CandleSeries | null;
  asOf: number;
}

export interface SimulationOutcome {
  horizons: (HorizonOutcome & { marketNeutral: Decimal | null })[];
  benchmark: RandomExits | null;
  market: Pick<MarketLink, 'symbol' | 'beta'> | null;
  fact: AlternativeFact | null;
}

/** One decision done otherwise, at every horizon, beside what a random exit gave. */
export function simulate(input: SimulationInput): SimulationOutcome | NoAlternative {
  const { units, spans, candles, asOf } = input;
  const reading = alternativeOf(input);
  if ('reason' in reading) return reading;
  const outcomes = compareAtHorizons(reading.movements, units, spans, candles, asOf);
  const link = linkOf(input);
  const ends = outcomes.flatMap((outcome) => (outcome.complete ? [outcome.endTs] : []));
  return {
    horizons: outcomes.map((outcome) => ({
      ...outcome,
      marketNeutral:
        link && outcome.complete ? withoutMarket(outcome.delta, units, link, outcome.endTs) : null,
    })),
    benchmark: ends.length === 0 ? null : randomExits(units, candles, Math.max(...ends)),
    market: link && { symbol: link.symbol, beta: link.beta },
    fact: reading.fact,
  };
}

function alternativeOf({ instead, units, candles, asOf }: SimulationInput): AlternativeReading {
  switch (instead.kind) {
    case 'hold':
      return hold(units);
    case 'skip':
      return skip(units);
    case 'wait':
      return waitForPullback(units, candles, asOf);
    case 'size':
      return scaleTo(units, instead.share);
    case 'plan':
      return planned(instead.effect, units, candles, asOf);
  }
}

function planned(
  effect: PlanEffect | null,
  units: DecisionUnits,
  candles: CandleSeries,
  asOf: number,
): AlternativeReading {
  if (effect === null)
    return { reason: 'This decision kept every active rule of yours, or you have none yet.' };
  if (effect.kind === 'skip') return skip(units);
  if (effect.kind === 'size') return scaleTo(units, effect.share);
  return stopAt(units, effect.percent, candles, asOf);
}

/** Only the units of an exit that are kept to the end stand against cash all the time. */
function linkOf({ instead, units, candles, market }: SimulationInput): MarketLink | null {
  if (instead.kind !== 'hold' || units.isEntry || market === null || market.symbol === candles.symbol)
    return null;
  return marketLink(candles, market, units.ts);
}
