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

const WORDS: Readonly<Record<string, (value: number) => string>> = {
  recency: (v) => `Soon after the loss (nearness ${formatStatistic(v)} of 1)`,
  recencyHalfDay: (v) => `Within a day of the loss (nearness ${formatStatistic(v)} of 1)`,
  minutesSinceLoss: (v) => `${formatDuration(v * 60_000)} after the last realised loss`,
  lossRatio: (v) => `That loss was ${times(v)} your usual loss`,
  lnSizeRatio: (v) => `Size ${fromLog(v)} your usual`,
  sizeRatio: (v) => `Size ${times(v)} your usual`,
  lnSizeExcess: (v) => `Seen against how far your sizes vary, ${fromLog(v)} your usual one`,
  calmSizeZ: (v) => `Size ${strength(v)} ${v < 0 ? 'below' : 'above'} your usual outside of streaks`,
  streak: (v) => `After ${Math.abs(Math.round(v))} ${v < 0 ? 'losses' : 'gains'} in a row`,
  losingStreak: (v) => `${Math.round(v) + 1} losing exits in a row before`,
  sameSymbol: (v) => (v === 1 ? 'The same symbol as the loss' : 'Another symbol than the loss'),
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
  depth: (v) => `Price ${formatPercent(v, 1)} beyond your average cost`,
  belowLast: (v) => `Price ${formatPercent(Math.expm1(v), 1)} beyond your last one`,
  depthAtrHalves: (v) => `Price ${formatStatistic(v * 2, 1)} average ranges beyond your cost`,
  lnAddRatio: (v) => `Add ${fromLog(v)} the entry before`,
  martingale: (v) =>
    v === 1
      ? 'Each add far larger than the one before it'
      : 'No add after add far larger than the one before',
  adds: (v) => `Add number ${Math.round(v)} to this position`,
  exposureZ: (v) => `Exposure ${strength(v)} from your usual`,
  surprise: (v) => `So many entries come up on one of ${formatCount(Math.round(10 ** v))} of your days`,
  gain: (v) => `Gain of ${formatPercent(v, 1)} on the cost`,
  gainShortfall: (v) => `The gain was ${formatPercent(1 - v)} of your usual loss`,
  gainAtr: (v) => `Gain of ${formatStatistic(v, 1)} average ranges of a day`,
  lnGainRatio: (v) => `The gain was ${fromLog(v)} your usual gain`,
  capturedShare: (v) => `${formatPercent(v)} of the best gain of the hold`,
  losersHeld: (v) => `${formatCount(v)} of your other positions stood at a loss`,
  winnersHeld: (v) => `${formatCount(v)} of your other positions stood at a gain`,
  lnOdds: (v) => `${formatPercent(1 / (1 + Math.exp(-v)))} of your gain sales exceed your pace with losers`,
  holdShortfall: (v) => `Held ${formatPercent(1 - v)} as long as your usual loser`,
  winShare: (v) => `${formatPercent(v)} of your closed positions won`,
  dispositionFraction: (v) => `${formatPercent(v)} of your gain sales exceed your pace with losers`,
  closedQty: (v) => `Closed ${formatPercent(Math.min(1, v))} of the position`,
  closedShare: (v) => `Closed ${formatPercent(v)} of the position`,
  burst: (v) => `${formatPercent(v)} of the open risk sold within the hour`,
  trendIntact: () => 'The trend was intact',
  soldSpike: () => 'Sold into a sharp rise',
  z1: (v) => `Move of the last hour: ${strength(v)}`,
  z6: (v) => `Move of the last 6 hours: ${strength(v)}`,
  z24: (v) => `Move of the last 24 hours: ${strength(v)}`,
  dip1: (v) => `Move against you in an hour: ${strength(v)}`,
  dip6: (v) => `Move against you in 6 hours: ${strength(v)}`,
  dip24: (v) => `Move against you in 24 hours: ${strength(v)}`,
  belowCost: (v) => `Price ${formatPercent(v, 1)} below your own cost`,
  beyondTrend: (v) => `Price ${formatPercent(Math.expm1(v), 1)} beyond the trend of the days before`,
  belowBest: (v) => `Price ${formatPercent(Math.expm1(v), 1)} short of the best of the last day`,
  missedAtr: (v) => `Price ${formatStatistic(v, 1)} average ranges past your last exit`,
  hoursSinceSpike: (v) => `${formatDuration(v * 3_600_000)} after the last sharp move`,
  marketOrder: (v) => (v === 1 ? 'A market order' : 'No market order'),
  spikeSystem: (v) => `You enter after such moves and hardly otherwise (${formatPercent(v)} of a system)`,
  dipSystem: (v) => `You exit into such moves and hardly otherwise (${formatPercent(v)} of a system)`,
  lnSizeSpread: (v) => `Your sizes vary by a factor of ${formatStatistic(Math.exp(Math.exp(v)), 1)}`,
  lnLossSpread: (v) => `Your losses differ by ${formatPercent(Math.exp(v))} of the usual one`,
  lnGainSpread: (v) => `Your gains differ by ${formatPercent(Math.exp(v))} of the usual one`,
  lnGainHazard: (v) => `Time in gain ends your positions ${fromLog(v)} as often as time in loss`,
  otherCauses: (v) =>
    `Other patterns that fit this decision speak against it (${formatPercent(1 - Math.exp(-v))})`,
  rsi14: (v) => `RSI of ${formatStatistic(v, 0)}`,
  bandPosition: (v) => `Place within the Bollinger band: ${formatStatistic(v)} (1 = its edge)`,
  nearExtreme: () => 'At the extreme of the recent range',
  lossAtrHalves: (v) => `Loss of ${formatStatistic(v * 2, 1)} average ranges`,
  nearBreakEven: () => 'Closed next to the entry price',
  adverseAtrHalves: (v) => `It had been ${formatStatistic(v * 2, 1)} average ranges under water`,
  distanceAtr: (v) => `Closed ${formatStatistic(v, 1)} average ranges from your cost`,
  distancePercent: (v) => `Closed ${formatPercent(v / 100, 2)} from your cost`,
  gainPercent: (v) => `Closed ${formatPercent(Math.abs(v) / 100, 2)} ${v < 0 ? 'below' : 'above'} your cost`,
  lnBunching: (v) => `You close near your cost ${fromLog(v)} as often as by chance`,
  lnHoldRatio: (v) => `Held ${fromLog(v)} as long as your usual winner`,
  takeProfitLike: (v) => `Looks like a planned target (${formatPercent(v)})`,
  stopLike: (v) => `Looks like a planned stop (${formatPercent(v)})`,
  liquidation: () => 'A liquidation by the venue, not a choice',
  scheduledDca: (v) => `Looks like a scheduled purchase (${formatPercent(v)})`,
  gridBot: (v) => `Looks like a grid bot (${formatPercent(v)})`,
  marketMaker: (v) => `Looks like market making (${formatPercent(v)})`,
  rebalancing: (v) => `Looks like rebalancing (${formatPercent(v)})`,
  hedge: (v) => `Looks like a hedge (${formatPercent(v)})`,
  taxLoss: (v) => `Looks like a tax-loss sale (${formatPercent(v)})`,
  bot: (v) => `Looks automated (${formatPercent(v)})`,
  stableConversion: (v) => `Looks like a conversion between stablecoins (${formatPercent(v)})`,
  dust: (v) => `A remainder of negligible size (${formatPercent(v)})`,
};
