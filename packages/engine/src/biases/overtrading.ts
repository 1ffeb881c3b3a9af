import { upperTail } from '../stats/negativeBinomial.ts';
import { meanUnrest, usualEntries } from './days.ts';
import type { Detector } from './detector.ts';
import { lnBursts, lnPace } from './habits.ts';
import { gainOf, type Scene } from './scene.ts';
import type { UsualDay } from './state.ts';

const SURPRISING = 0.01;
const ABOVE_USUAL = 3;
const LEAST_EXCESS = 0.05;
const LEAST_TAIL = 1e-4;

/**
 * Entries beyond the own daily range (negative binomial over the own last 60 days, by day of the week and unrest of
 * the markets), counted in order of time: the share of the day's entries so far that the usual pace does not explain.
 * ln((N − λ) ÷ λ) is the logit of 1 − λ ÷ N. A day begins to look busy by its pace before its count says so, and some
 * people always act in bursts; the first weeks have only that. An entry has one cause: one far beyond the trend or below
 * the own cost has another pattern to explain it. Evidence that activity costs: Barber & Odean 2000.
 */
export const overtrading: Detector = {
  label: 'overtrading',
  featureNames: [
    'lnExcess',
    'surprise',
    'lnPaceHour',
    'lnPace',
    'lnPaceSix',
    'lnBursts',
    'beyondTrend',
    'belowCost',
  ],
  candleFeatures: [],
  isCause: true,
  suppressedBy: ['dust', 'gridBot', 'marketMaker', 'scheduledDca', 'bot'],
  measure,
};

function measure(scene: Scene) {
  const { days } = scene.state;
  const pace = lnPace(scene, 3);
  if (!scene.isEntry || (!days.usual && pace === null)) return null;
  const beyond = days.usual && excess(scene, days.usual);
  return {
    lnExcess: beyond?.lnExcess ?? null,
    surprise: beyond?.surprise ?? null,
    usualPerDay: beyond?.usualPerDay ?? null,
    lnPaceHour: lnPace(scene, 1),
    lnPace: pace,
    lnPaceSix: lnPace(scene, 6),
    lnBursts: lnBursts(scene),
    entriesToday: days.entries + 1,
    beyondTrend: scene.bars?.beyondTrend(scene.price, scene.direction) ?? null,
    belowCost: Math.max(0, -(gainOf(scene) ?? 0)),
  };
}

function excess({ state: { days }, bars }: Scene, usualDay: UsualDay) {
  const number = days.entries + 1;
  const usual = usualEntries(usualDay, meanUnrest(days, bars?.unrest ?? null));
  return {
    lnExcess: Math.log(Math.max(number - usual, LEAST_EXCESS * usual) / usual),
    surprise: -Math.log10(Math.max(upperTail(number, usual, usualDay.size), LEAST_TAIL)),
    usualPerDay: usual,
  };
}

/** So many entries, or more, come up on fewer than one in a hundred of such days, and are at least 3 above the usual. */
export function isSurprising(entries: number, usual: number, size: number): boolean {
  return entries >= usual + ABOVE_USUAL && upperTail(entries, usual, size) < SURPRISING;
}
