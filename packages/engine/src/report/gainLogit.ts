import { at } from '../at.ts';
import {
  fitLogit,
  type LogitData,
  type LogitFit,
  logitData,
  probabilityOf,
  rowsTimes,
} from '../stats/logit.ts';
import { profileInterval, rootOfFall } from '../stats/profileInterval.ts';
import type { Random } from '../stats/random.ts';
import type { Interval } from '../stats/wilson.ts';
import type { NullModel } from './evidence.ts';

/** A stretch of time that an open position began: was it (partly) closed in it? */
export interface HeldTrial {
  isSold: boolean;
  isGain: boolean;
  /** |ln(price ÷ average cost)|. */
  distance: number;
  /** ln of the price's changes up to then, above 0 in the position's favour; as many in every trial. */
  moves: readonly number[];
  /** ln of the stretches held so far. */
  lnHold: number;
}

/** Column of [gain]. */
const GAIN = 1;

/** ln of the odds of closing a position in a stretch of time while it stands at a gain ÷ while at a loss. */
export interface GainLogit {
  value: number;
  standardError: number;
  /** 95 %, by the profile. */
  interval(): Interval | null;
  /** Sellers to whom gain and loss are one, who sell as readily as this one by all else. */
  randomSellers(): NullModel;
}

/**
 * Discrete-time logit of "closed now" on [gain], |return since purchase| and its square, ln of the time held and the moves
 * (science.md §1.6 c); its exp(b) is a ratio of hazards where a stretch holds few sales. The moves stand in it since a
 * sale happens at a price that somebody chose, and a stretch without one ends anywhere: whoever sells into strength
 * would else seem to sell gains. null when it cannot be estimated.
 */
export function gainLogit(held: readonly HeldTrial[]): GainLogit | null {
  const data = dataOf(held);
  const fit = fitLogit(data);
  const without = fit && fitLogit(data, { column: GAIN, value: 0 }, fit.coefficients);
  if (!without) return null;
  return {
    value: at(fit.coefficients, GAIN),
    standardError: errorOf(fit, without),
    interval: () => profileInterval(data, fit, GAIN),
    randomSellers: () => randomSellers(data, without),
  };
}

function dataOf(held: readonly HeldTrial[]): LogitData {
  const farUnit = rootMeanSquare(held.map(({ distance }) => distance));
  const moveUnits = (held[0]?.moves ?? []).map((_, place) =>
    rootMeanSquare(held.map(({ moves }) => at(moves, place))),
  );
  const rows = held.map(({ isGain, distance, moves, lnHold }) => {
    const far = distance / farUnit;
    return [
      1,
      isGain ? 1 : 0,
      far,
      far * far,
      lnHold,
      ...moves.map((move, place) => move / at(moveUnits, place)),
    ];
  });
  return logitData(
    rows,
    held.map(({ isSold }) => isSold),
  );
}

/** 1 where all are 0. */
function rootMeanSquare(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum > 0 ? Math.sqrt(sum / values.length) : 1;
}

/**
 * The error by which the estimate stands as far from 0 as the likelihood says (signed root): the one of the information
 * matrix is far too wide under separation (Hauck & Donner 1977, JASA 72). Within an error of 0 both are one.
 */
function errorOf(fit: LogitFit, without: LogitFit): number {
  const value = Math.abs(at(fit.coefficients, GAIN));
  const error = at(fit.standardErrors, GAIN);
  const root = rootOfFall(fit, without);
  return value < error || root < 1 ? error : value / root;
}

/** By the first step from no effect towards the estimate, whose draws need no fit of their own. */
function randomSellers(data: LogitData, without: LogitFit): NullModel {
  const weights = rowsTimes(data, without.covariance[GAIN] ?? []);
  const chances = rowsTimes(data, without.coefficients).map(probabilityOf);
  const statistic = (isSold: (place: number) => boolean) => {
    let sum = 0;
    for (let place = 0; place < weights.length; place += 1) {
      if (isSold(place)) sum += at(weights, place);
    }
    return sum;
  };
  return {
    observed: statistic((place) => data.outcomes[place] === 1),
    draw: (random: Random) => statistic((place) => random.next() < at(chances, place)),
  };
}
