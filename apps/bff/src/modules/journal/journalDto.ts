import type { Episode } from '@twin/engine/ledger/decision';
import type { BiasTagDto, BiasTagRef } from '@twin/shared/dto/bias';
import type { EpisodeDto } from '@twin/shared/dto/decision';
import type { TradeRow } from '@twin/shared/dto/trade';
import { type Decimal, formatDecimal } from '@twin/shared/primitives/decimal';
import { type Label, SHOWN_FROM } from '@twin/shared/primitives/label';
import type { StoredBiasTag, StoredTag } from '../biases/index.ts';
import type { StoredTrade } from '../trades/index.ts';

const SHOWN_A_DECISION = 2;

export function episodeDto(episode: Episode, tags: BiasTagRef[]): EpisodeDto {
  return {
    id: episode.id,
    account: episode.account,
    symbol: episode.symbol,
    side: episode.side,
    asset: episode.asset,
    openedAt: new Date(episode.openedAt).toISOString(),
    closedAt: episode.closedAt === null ? null : new Date(episode.closedAt).toISOString(),
    qtyMax: formatDecimal(episode.qtyMax),
    entryPrice: optional(episode.entryPrice),
    exitPrice: optional(episode.exitPrice),
    realisedPnl: optional(episode.realisedPnl),
    fees: episode.fees.map(({ asset, amount }) => ({ asset, amount: formatDecimal(amount) })),
    ...(episode.funding === undefined ? {} : { funding: formatDecimal(episode.funding) }),
    mae: episode.mae,
    mfe: episode.mfe,
    holdMs: episode.holdMs,
    decisionIds: episode.decisionIds,
    tags,
  };
}

export function tradeRow(trade: StoredTrade, tags: BiasTagRef[]): TradeRow {
  const { id, broker, account, extId, symbol, instrument, side, feeAsset, seq, orderId, orderType } = trade;
  return {
    id,
    broker,
    account,
    extId,
    symbol,
    instrument,
    side,
    qty: formatDecimal(trade.qty),
    price: formatDecimal(trade.price),
    fee: formatDecimal(trade.fee),
    feeAsset,
    ts: trade.ts.toISOString(),
    seq,
    orderId,
    orderType,
    startPosition: optional(trade.startPosition),
    settle: trade.settle,
    decisionId: trade.decisionId,
    tags,
  };
}

export function tagRef({ id, label, confidence }: StoredTag): BiasTagRef {
  return { id, label: label as Label, confidence };
}

export function tagDto(tag: StoredBiasTag): BiasTagDto {
  const { tradeId, engineVersion, modelVersion } = tag;
  const features = tag.features as Record<string, unknown>;
  return { ...tagRef(tag), tradeId, features, engineVersion, modelVersion };
}

/** Of one decision's tags, surest first: those that are shown. */
export function shownOf(tags: readonly StoredTag[]): StoredTag[] {
  return tags.filter(({ confidence }) => confidence >= SHOWN_FROM).slice(0, SHOWN_A_DECISION);
}

export function optional(value: Decimal | null): string | null {
  return value === null ? null : formatDecimal(value);
}
