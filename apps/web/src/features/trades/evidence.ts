import { formatCount, formatPercent, formatStatistic } from '../../ui/format/number.ts';
import { formatDuration } from '../../ui/format/time.ts';

/** One measured fact about a decision, in words, with its share of the logit. */
export interface Evidence {
  name: string;
  words: string;
  /** Above zero it speaks for the pattern; zero is a plain fact. */
  contribution: number;
}

/** The facts of a tag, the weightiest first; what is not measured is left out. */
export function readEvidence(features: Readonly<Record<string, unknown>>): Evidence[] {
  const evidence: Evidence[] = [];
  for (const [name, feature] of Object.entries(features)) {
    if (!isMeasured(feature)) continue;
    const { value, contribution } = feature;
    if (value === 0 && contribution === 0) continue;
    evidence.push({ name, words: wordsOf(name, value), contribution });
  }
  return evidence.sort(
    (a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || (a.name < b.name ? -1 : 1),
  );
}

function isMeasured(feature: unknown): feature is { value: number; contribution: number } {
  const { value, contribution } = Object(feature) as Record<string, unknown>;
  return typeof value === 'number' && typeof contribution === 'number';
}

function wordsOf(name: string, value: number): string {
  return WORDS[name]?.(value) ?? `${spaceOut(name)}: ${formatStatistic(value)}`;
}

/** `lnSizeRatio` → `Ln size ratio`: for a feature that is newer than this page. */
function spaceOut(name: string): string {
  const words = name.replace(/([A-Z0-9]+)/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** ln of an excess: the engine gives no smaller one, whether it is that small or none at all. */
const LEAST_EXCESS = Math.log(0.05) + 1e-6;
const times = (value: number) => `${formatStatistic(value, 1)}×`;
const fromLog = (value: number) => times(Math.exp(value));
const strength = (value: number) => `${formatStatistic(value, 1)} standard deviations`;
const ranges = (value: number) => `${formatStatistic(Math.abs(value), 1)} average ranges`;
const lnShare = (value: number) => formatPercent(Math.abs(Math.expm1(value)), 1);
const aboveOrBelow = (z: number) => `${strength(Math.abs(z))} ${z < 0 ? 'below' : 'above'}`;
/** Which side of a price another one lies on: "above" is a gain for a long position and a loss for a short one. */
const lossSide = (value: number) => `on the ${value < 0 ? 'winning' : 'losing'} side of`;
const eitherWay = (yes: string, no: string) => (value: number) => (value < 0.5 ? no : yes);
const likeness = (yes: string, no: string) => (value: number) =>
  value === 0 ? no : `${yes} (${formatPercent(value)})`;
/** The engine measures no rarer day than one of so many, as a power of ten. */
const RAREST = 4;

function frequencyWords(surprise: number): string {
  const days = Math.round(10 ** surprise);
  if (surprise < Math.log10(2)) return 'This many entries are usual for you';
  return `This many entries occur on 1 in ${formatCount(days)}${surprise < RAREST ? '' : ' or more'} of your days`;
}

/** `share` of the sales at a gain are more than the own pace with losers makes expect. */
function readierWithGains(share: number): string {
  return `At the pace at which you close losers, ${formatPercent(share)} of your winners would have stayed open longer`;
}

function streakWords(streak: number): string {
  const length = Math.abs(Math.round(streak));
  if (length === 1) return streak < 0 ? 'After one loss' : 'After one gain';
  return `After ${length} ${streak < 0 ? 'losses' : 'gains'} in a row`;
}

const WORDS: Readonly<Record<string, (value: number) => string>> = {
  recency: (v) => `Soon after the loss (nearness ${formatStatistic(v)} of 1)`,
  recencyHalfDay: (v) => `Within a day of the loss (nearness ${formatStatistic(v)} of 1)`,
  minutesSinceLoss: (v) => `${formatDuration(v * 60_000)} after the last realised loss`,
  lossRatio: (v) => `That loss was ${times(v)} your usual loss`,
  lnSizeRatio: (v) => `Size ${fromLog(v)} your usual`,
  sizeRatio: (v) => `Size ${times(v)} your usual`,
  lnSizeExcess: (v) => `Seen against how far your sizes vary, ${fromLog(v)} your usual one`,
  calmSizeZ: (v) => `Size ${aboveOrBelow(v)} your usual outside of streaks`,
  streak: streakWords,
  losingStreak: (v) =>
    v < 0.5 ? 'One losing exit before' : `${Math.round(v) + 1} losing exits in a row before`,
  sameSymbol: eitherWay('The same symbol as the loss', 'A different symbol from the loss'),
  lnRelativeRisk: (v) => `In this situation you act ${fromLog(v)} as often as at other times`,
  lnExcess: (v) =>
    v > LEAST_EXCESS
      ? `${formatPercent(Math.exp(v))} more entries than your usual day`
      : 'No more entries than your usual day',
  lnPaceHour: (v) => `Entries of the last hour: ${fromLog(v)} your usual pace`,
  lnPace: (v) => `Entries of the last 3 hours: ${fromLog(v)} your usual pace`,
  lnPaceSix: (v) => `Entries of the last 6 hours: ${fromLog(v)} your usual pace`,
  lnBursts: (v) => `Your entries come in bursts ${fromLog(v)} as often as by chance`,
  entriesToday: (v) => `Entry number ${Math.round(v)} of the day`,
  usualPerDay: (v) => `Usual for you: ${formatStatistic(v, 1)} entries a day`,
  depth: (v) => `Price ${formatPercent(v, 1)} on the losing side of your average cost`,
  belowLast: (v) => `Price ${lnShare(v)} ${lossSide(v)} your last one`,
  depthAtrHalves: (v) => `Price ${ranges(v * 2)} on the losing side of your cost`,
  lnAddRatio: (v) => `Add ${fromLog(v)} the entry before`,
  martingale: eitherWay(
    'Each add far larger than the one before it',
    'No add after add far larger than the one before',
  ),
  adds: (v) => `Add number ${Math.round(v)} to this position`,
  exposureZ: (v) => `Exposure ${aboveOrBelow(v)} your usual`,
  surprise: frequencyWords,
  gain: (v) => `Gain of ${formatPercent(v, 1)} on the cost`,
  gainShortfall: (v) => `The gain was ${formatPercent(1 - v)} of your usual loss`,
  gainAtr: (v) => `Gain of ${ranges(v)} of a day`,
  lnGainRatio: (v) => `The gain was ${fromLog(v)} your usual gain`,
  capturedShare: (v) => `${formatPercent(v)} of the best gain of the hold`,
  losersHeld: (v) => `${formatCount(v)} of your other positions stood at a loss`,
  winnersHeld: (v) => `${formatCount(v)} of your other positions stood at a gain`,
  lnOdds: (v) => readierWithGains(1 / (1 + Math.exp(-v))),
  holdShortfall: (v) => `Held ${formatPercent(1 - v)} as long as your usual loser`,
  winShare: (v) => `${formatPercent(v)} of your closed positions won`,
  dispositionFraction: readierWithGains,
  closedShare: (v) => `Closed ${formatPercent(v)} of the position`,
  burst: (v) => `${formatPercent(v)} of the open risk sold within the hour`,
  trendIntact: eitherWay('The trend was intact', 'The trend was not clearly intact'),
  soldSpike: eitherWay(
    'Closed into a sharp move in your favour',
    'Not closed into a sharp move in your favour',
  ),
  z1: (v) => `Move of the last hour: ${strength(v)}`,
  z6: (v) => `Move of the last 6 hours: ${strength(v)}`,
  z24: (v) => `Move of the last 24 hours: ${strength(v)}`,
  dip1: (v) => `Move against you in an hour: ${strength(v)}`,
  dip6: (v) => `Move against you in 6 hours: ${strength(v)}`,
  dip24: (v) => `Move against you in 24 hours: ${strength(v)}`,
  belowCost: (v) =>
    v === 0
      ? 'Not on the losing side of your own cost'
      : `Price ${formatPercent(v, 1)} on the losing side of your own cost`,
  beyondTrend: (v) => `Price ${lnShare(v)} ${v < 0 ? 'short of' : 'beyond'} the trend of the days before`,
  belowBest: (v) => `Price ${lnShare(v)} ${v < 0 ? 'beyond' : 'short of'} the best of the last day`,
  missedAtr: (v) => `Price ${ranges(v)} ${v < 0 ? 'short of' : 'past'} your last exit`,
  hoursSinceSpike: (v) =>
    v === 0
      ? 'No sharp move was under way before'
      : `${formatDuration(v * 3_600_000)} after the last sharp move`,
  marketOrder: eitherWay('A market order', 'No market order'),
  spikeSystem: (v) =>
    v === 0
      ? 'You enter without such moves as well'
      : `You enter after such moves and hardly otherwise (looks ${formatPercent(v)} rule-driven)`,
  dipSystem: (v) =>
    v === 0
      ? 'You exit without such moves as well'
      : `You exit into such moves and hardly otherwise (looks ${formatPercent(v)} rule-driven)`,
  lnSizeSpread: (v) => `Your sizes vary by a factor of ${formatStatistic(Math.exp(Math.exp(v)), 1)}`,
  lnLossSpread: (v) =>
    `Your losses are typically ${formatPercent(Math.exp(v))} smaller or larger than your usual one`,
  lnGainSpread: (v) =>
    `Your gains are typically ${formatPercent(Math.exp(v))} smaller or larger than your usual one`,
  lnGainHazard: (v) =>
    `Hour for hour, you close positions in gain ${fromLog(v)} as often as positions in loss`,
  otherCauses: (v) =>
    `Other patterns that fit this decision speak against it (${formatPercent(1 - Math.exp(-v))})`,
  rsi14: (v) => `RSI of ${formatStatistic(v, 0)}`,
  bandPosition: (v) => `Place within the Bollinger band: ${formatStatistic(v)} (1 = its edge)`,
  nearExtreme: eitherWay('At the extreme of the recent range', 'Not at the extreme of the recent range'),
  lossAtrHalves: (v) => `${v < 0 ? 'Gain' : 'Loss'} of ${ranges(v * 2)}`,
  nearBreakEven: eitherWay(
    'Closed right next to the entry price',
    'Not closed right next to the entry price',
  ),
  adverseAtrHalves: (v) => `It had been ${ranges(v * 2)} under water`,
  distanceAtr: (v) => `Closed ${ranges(v)} from your cost`,
  distancePercent: (v) => `Closed ${formatPercent(v / 100, 2)} from your cost`,
  gainPercent: (v) => `Closed ${formatPercent(Math.abs(v) / 100, 2)} ${v < 0 ? 'below' : 'above'} your cost`,
  lnBunching: (v) => `You close near your cost ${fromLog(v)} as often as by chance`,
  lnHoldRatio: (v) => `Held ${fromLog(v)} as long as your usual winner`,
  takeProfitLike: likeness('Looks like a planned target', 'No sign of a planned target'),
  stopLike: likeness('Looks like a planned stop', 'No sign of a planned stop'),
  liquidation: eitherWay('A liquidation by the venue, not a choice', 'No liquidation by the venue'),
  scheduledDca: likeness('Looks like a scheduled purchase', 'No sign of a scheduled purchase'),
  gridBot: likeness('Looks like a grid bot', 'No sign of a grid bot'),
  marketMaker: likeness('Looks like market making', 'No sign of market making'),
  rebalancing: likeness('Looks like rebalancing', 'No sign of rebalancing'),
  hedge: likeness('Looks like a hedge', 'No sign of a hedge'),
  taxLoss: likeness('Looks like a tax-loss sale', 'No sign of a tax-loss sale'),
  bot: likeness('Looks automated', 'No sign of automation'),
  dust: likeness('A remainder of negligible size', 'Not of negligible size'),
};
