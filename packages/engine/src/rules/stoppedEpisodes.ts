import { absolute, type Decimal, multiply, multiplyDivide, ZERO } from '@twin/shared/primitives/decimal';
import { bookKey } from '../ledger/book.ts';
import { type Contract, exposure } from '../ledger/contract.ts';
import type { Decision, Episode } from '../ledger/decision.ts';
import type { Fill } from '../ledger/fill.ts';
import type { Ledger, LedgerSources } from '../ledger/ledger.ts';
import { firstBarFrom } from '../market/bars.ts';
import type { CandleSeries, Market } from '../market/candle.ts';
import type { DecisionCost } from '../twin/assetCost.ts';
import { slippageShare } from '../twin/tradingCost.ts';
import { type DecidedFill, type EpisodeLeg, episodeLegs } from './episodeLegs.ts';
import type { RuleOf } from './rule.ts';
import { isBeyond, isMetIn, type Stop, stopAgainst, stopFill } from './stopFill.ts';

/** What was found in the history, with what each decision would have changed. */
export interface Found {
  checked: number;
  blocked: string[];
  unknown: number;
  /** Blocked ones that made money; null where those are the ones whose change is a loss. */
  winners: number | null;
  costs: DecisionCost[];
}

/** The history in which stops are looked for. */
export interface StoppedHistory {
  /** In ledger order. */
  fills: readonly Fill[];
  decisions: readonly Decision[];
  sources: LedgerSources;
  market: Market;
  /** Of the ledger that the decisions come from. */
  books: Ledger['books'];
}

/** A closed position with all that a stop in it depends on. */
interface Lived {
  episode: Episode;
  legs: EpisodeLeg[];
  candles: CandleSeries;
  contract: Contract;
}

/** The last leg before the stop, and the price that it got before half the spread. */
interface Stopped {
  leg: number;
  price: Decimal;
}

/**
 * Closed positions that stood further against the average price of what they held at the time (fees not included) than
 * the stop allows. What is open then is closed there at the worse of the stop and the open of its bar (`stopFill`),
 * with half the usual spread and the fee rate of the exits in its place; what the person did later in that position,
 * adds as well as exits, does not happen, nor is anything bought again. A winner is a position whose own result, net of
 * fees and with funding, was above zero.
 */
export function stoppedEpisodes({ params }: RuleOf<'stop_required_by_mae'>, history: StoppedHistory): Found {
  const found: Found & { winners: number } = { checked: 0, blocked: [], unknown: 0, winners: 0, costs: [] };
  const fillsOf = fillsByDecision(history);
  for (const decision of history.decisions) {
    const episode = decision.outcome.closedEpisode;
    if (!episode) continue;
    const lived = livedThrough(episode, fillsOf, history);
    if (!lived) {
      found.unknown += 1;
      continue;
    }
    found.checked += 1;
    const stopped = stoppedAt(lived, params.percent);
    if (!stopped) continue;
    found.blocked.push(decision.id);
    if ((episode.realisedPnl ?? ZERO) > ZERO) found.winners += 1;
    found.costs.push({
      decisionId: decision.id,
      ts: decision.ts,
      asset: episode.asset,
      isRunning: false,
      confidence: 1,
      isFound: true,
      ...changeBy(lived, stopped),
    });
  }
  return found;
}

/** The fills of a decision by its id, looked up as they are asked for. */
function fillsByDecision({ fills, decisions }: StoppedHistory): (decisionId: string) => DecidedFill[] {
  const fillById = new Map(fills.map((fill) => [fill.id, fill]));
  const idsOf = new Map(decisions.map(({ id, fillIds }) => [id, fillIds]));
  return (decisionId) =>
    (idsOf.get(decisionId) ?? []).flatMap((id) => {
      const fill = fillById.get(id);
      return fill ? [{ ...fill, decisionId }] : [];
    });
}

/** null when it cannot be judged: no bar lies inside the hold, or its cost or its way is not known. */
function livedThrough(
  episode: Episode,
  fillsOf: (decisionId: string) => DecidedFill[],
  { sources, market, books }: StoppedHistory,
): Lived | null {
  const candles = market.candles(episode.symbol);
  const contract = books.get(bookKey(episode))?.contract;
  if (!candles || !contract || episode.mae === null || episode.realisedPnlGross === null) return null;
  const fills = episode.decisionIds.flatMap(fillsOf);
  const legs = episodeLegs(episode, fills, { contract, rateAt: sources.rateAt });
  return legs && { episode, legs, candles, contract };
}

/**
 * Where the stop was met first. It moves with the average of what is held, so every leg begins one of its own, which
 * bars can meet until the next leg.
 */
function stoppedAt({ episode, legs, candles }: Lived, percent: number): Stopped | null {
  const stops = legs.map(({ average }) =>
    average === null ? null : stopAgainst(episode.side, average, percent),
  );
  for (const [leg, { ts }] of legs.entries()) {
    const stop = stops[leg];
    const next = legs[leg + 1];
    if (!stop || !next) continue;
    const price =
      metInBarOf(leg, stops, legs, candles) ??
      stopFill(candles, stop, ts, next.ts)?.price ??
      passedBy(next, legs[leg], stop, candles);
    if (price !== null) return { leg, price };
  }
  return null;
}

/**
 * The bar in which the leg lies, as the last one in it: whether its worst price came before or after the leg is unknown.
 * So the stop was met for certain only where that price reaches every stop that stood in this bar, and what was done in
 * it is taken to come first. The bar in which the position was opened or closed says nothing, as with MAE.
 */
function metInBarOf(
  leg: number,
  stops: readonly (Stop | null)[],
  legs: readonly EpisodeLeg[],
  candles: CandleSeries,
): Decimal | null {
  const at = legs[leg]?.ts ?? 0;
  const bar = firstBarFrom(candles, at) - 1;
  const begin = candles.ts[bar];
  if (begin === undefined || begin < (legs[0]?.ts ?? at)) return null;
  const end = begin + candles.granularityMs;
  if (end <= at || end > (legs[leg + 1]?.ts ?? at)) return null;
  for (let held = leg; held >= 0; held -= 1) {
    const stop = stops[held];
    if (!stop || !isMetIn(candles, bar, stop)) return null;
    if ((legs[held]?.ts ?? begin) <= begin) break;
  }
  return stops[leg]?.price ?? null;
}

/**
 * A decision beyond the stop shows that the market had passed it. The stop was filled at its own price on the way there,
 * or, where no candle shows the way, at the first price that is known. One at the very stop is that stop; further fills
 * of the same decision are one act with the first.
 */
function passedBy(
  next: EpisodeLeg,
  last: EpisodeLeg | undefined,
  stop: Stop,
  candles: CandleSeries,
): Decimal | null {
  if (next.decisionId === last?.decisionId || !isBeyond(stop, next.price)) return null;
  const begin = candles.ts[firstBarFrom(candles, next.ts + 1) - 1];
  const isCovered = begin !== undefined && next.ts < begin + candles.granularityMs;
  return isCovered ? stop.price : next.price;
}

/** The result with the stop less the actual one, before fees, and the same of the fees: settlement units. */
function changeBy(
  { episode, legs, contract }: Lived,
  { leg, price }: Stopped,
): Pick<DecisionCost, 'gross' | 'fees'> {
  const later = legs.slice(leg + 1);
  const open = -sumOf(later, 'dq');
  const exits = later.filter(({ dq }) => dq > ZERO !== open > ZERO);
  const cash = exposure(contract, open, price);
  const spread = multiply(absolute(cash), slippageShare(episode.symbol));
  const notional = absolute(sumOf(exits, 'grossCash'));
  const fees = notional === ZERO ? ZERO : multiplyDivide(sumOf(exits, 'fees'), absolute(cash), notional);
  return { gross: cash - spread - sumOf(later, 'grossCash'), fees: fees - sumOf(later, 'fees') };
}

function sumOf(legs: readonly EpisodeLeg[], what: 'dq' | 'grossCash' | 'fees'): Decimal {
  return legs.reduce((sum, leg) => sum + leg[what], ZERO);
}
