import { type Decimal, formatDecimal } from '@twin/shared/primitives/decimal';
import type { Decision, Episode } from '../ledger/decision.ts';

/**
 * What the scorer reads of a decision, as plain JSON with decimal text: the request of the Python scorer and the
 * corpus that both are compared on. Fill ids and other outcomes stay here, since no feature needs them.
 */
export function decisionFacts(decision: Decision) {
  const { id, account, symbol, instrument, side, kind, ts, endTs, orderType, before } = decision;
  return {
    ...{ id, account, symbol, instrument, side, kind, ts, endTs, orderType },
    qty: formatDecimal(decision.qty),
    notional: formatDecimal(decision.notional),
    vwap: formatDecimal(decision.vwap),
    before: {
      qty: formatDecimal(before.qty),
      avgCost: textOf(before.avgCost),
      openedTs: before.openedTs,
      qtyMax: formatDecimal(before.qtyMax),
      adds: before.adds,
      lastEntryNotional: textOf(before.lastEntryNotional),
    },
    closedEpisode: episodeFacts(decision.outcome.closedEpisode),
    ...(decision.settle !== undefined && { settle: decision.settle }),
    ...(decision.multiplier !== undefined && { multiplier: formatDecimal(decision.multiplier) }),
    ...(decision.byPerson && { byPerson: true }),
  };
}

function episodeFacts(episode: Episode | null) {
  if (!episode || episode.closedAt === null) return null;
  return {
    closedAt: episode.closedAt,
    side: episode.side,
    entryPrice: textOf(episode.entryPrice),
    exitPrice: textOf(episode.exitPrice),
    realisedPnl: textOf(episode.realisedPnl),
    holdMs: episode.holdMs,
  };
}

function textOf(value: Decimal | null): string | null {
  return value === null ? null : formatDecimal(value);
}
