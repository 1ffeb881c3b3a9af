import { absolute, type Decimal, maximum, toNumber, ZERO } from '@twin/shared/primitives/decimal';
import type { Episode } from '../ledger/decision.ts';
import type { EquityPoint } from '../ledger/series.ts';

/** Sums over the closed episodes and day-end equity of one asset, so that totals need no list of either. */
export interface OutcomeTally {
  /** Closed ones, those of unknown result included. */
  episodes: number;
  results: number;
  wins: number;
  /** Of known result, no larger than the fees; and the winners among them. */
  breakEven: number;
  breakEvenWins: number;
  gains: Decimal;
  losses: Decimal;
  /** Highest equity so far (at least 0) and the deepest fall from a peak. */
  peak: Decimal;
  maxDrawdown: Decimal;
}

/** What the closed episodes of one asset say. */
export interface OutcomeFigures {
  /** Closed ones. */
  episodes: number;
  /** Those whose result is known: the n of the win rate and of the profit factor. */
  knownEpisodes: number;
  /** Known ones whose net result is no larger than their own fees, gain or loss: the price gave nothing either way. */
  breakEven: number;
  /** Share of winners among closed episodes of known result; null without any. */
  winRate: number | null;
  /** The same without the break-even ones, n = knownEpisodes − breakEven; null without any. */
  decidedWinRate: number | null;
  /** Sum of gains ÷ sum of losses; null without a loss. */
  profitFactor: number | null;
}

export function emptyTally(): OutcomeTally {
  return {
    episodes: 0,
    results: 0,
    wins: 0,
    breakEven: 0,
    breakEvenWins: 0,
    gains: ZERO,
    losses: ZERO,
    peak: ZERO,
    maxDrawdown: ZERO,
  };
}

/** Counts a newly closed episode; one without an own entry (coins from outside) is counted, not scored. */
export function tallyEpisode(tally: OutcomeTally, episode: Episode): void {
  tally.episodes += 1;
  const result = episode.entryPrice === null ? null : episode.realisedPnl;
  if (result === null) return;
  tally.results += 1;
  if (isBreakEven(episode)) {
    tally.breakEven += 1;
    if (result > ZERO) tally.breakEvenWins += 1;
  }
  if (result > ZERO) {
    tally.wins += 1;
    tally.gains += result;
  } else tally.losses += absolute(result);
}

function isBreakEven({ realisedPnl: net, realisedPnlGross: gross }: Episode): boolean {
  return net !== null && gross !== null && absolute(net) <= absolute(gross - net);
}

export function tallyEquity(tally: OutcomeTally, { equity }: Pick<EquityPoint, 'equity'>): void {
  tally.peak = maximum(tally.peak, equity);
  tally.maxDrawdown = maximum(tally.maxDrawdown, tally.peak - equity);
}

export function outcomeFigures(tally: OutcomeTally): OutcomeFigures {
  const decided = tally.results - tally.breakEven;
  return {
    episodes: tally.episodes,
    knownEpisodes: tally.results,
    breakEven: tally.breakEven,
    winRate: tally.results === 0 ? null : tally.wins / tally.results,
    decidedWinRate: decided === 0 ? null : (tally.wins - tally.breakEvenWins) / decided,
    profitFactor: tally.losses === ZERO ? null : toNumber(tally.gains) / toNumber(tally.losses),
  };
}
