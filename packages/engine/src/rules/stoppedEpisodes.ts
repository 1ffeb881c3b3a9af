import { absolute, type Decimal, decimal, multiply, ONE } from '@twin/shared/primitives/decimal';
import type { Decision, Episode } from '../ledger/decision.ts';
import type { DecisionCost } from '../twin/assetCost.ts';
import { slippageShare } from '../twin/tradingCost.ts';
import type { RuleOf } from './rule.ts';

/** What was found in the history, with what each decision would have changed. */
export interface Found {
  checked: number;
  blocked: string[];
  unknown: number;
  costs: DecisionCost[];
}

/**
 * Closed positions that stood further against their entry price than the stop allows, by the lows and highs of their
 * candles: each ends at the stop with half the usual spread instead, its largest quantity out, its fees unchanged.
 */
export function stoppedEpisodes(
  { params }: RuleOf<'stop_required_by_mae'>,
  decisions: readonly Decision[],
): Found {
  const found: Found = { checked: 0, blocked: [], unknown: 0, costs: [] };
  for (const decision of decisions) {
    const episode = decision.outcome.closedEpisode;
    if (!episode) continue;
    if (!isKnown(episode)) {
      found.unknown += 1;
      continue;
    }
    found.checked += 1;
    if (-episode.mae * 100 < params.percent) continue;
    found.blocked.push(decision.id);
    found.costs.push({
      decisionId: decision.id,
      ts: decision.ts,
      asset: episode.asset,
      isRunning: false,
      confidence: 1,
      isFound: true,
      gross: stopResult(episode, params.percent) - episode.realisedPnlGross,
      fees: 0n,
    });
  }
  return found;
}

type KnownEpisode = Episode & { mae: number; realisedPnlGross: Decimal; entryPrice: Decimal };

function isKnown(episode: Episode): episode is KnownEpisode {
  const isLinear = episode.instrument !== 'inverse' && episode.instrument !== 'quanto';
  return isLinear && episode.mae !== null && episode.realisedPnlGross !== null && episode.entryPrice !== null;
}

function stopResult({ symbol, entryPrice, qtyMax }: KnownEpisode, percent: number): Decimal {
  const share = decimal((percent / 100).toFixed(12));
  const lost = multiply(share, ONE) + multiply(ONE - share, slippageShare(symbol));
  return -multiply(multiply(entryPrice, lost), absolute(qtyMax));
}
