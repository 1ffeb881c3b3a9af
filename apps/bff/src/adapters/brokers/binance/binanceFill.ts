import { readDecimal, ZERO } from '@twin/shared/primitives/decimal';
import { z } from 'zod';
import type { BrokerFill, BrokerRowProblem } from '../../../ports/broker.ts';

/** Ids and times come as numbers or as text; both are text here. */
const RawTrade = z.object({
  id: z.string(),
  orderId: z.string().default(''),
  price: z.string(),
  qty: z.string(),
  commission: z.string().default('0'),
  commissionAsset: z.string().default(''),
  time: z.string().regex(/^\d{1,15}$/),
  isBuyer: z.boolean(),
});

export type TradeReading = { fill: BrokerFill } | { problem: BrokerRowProblem };

const SEQ_RANGE = 1_000_000_000n;
const FIX = 'Import this trade from a file instead.';

/** Reads one of a symbol's trades. `symbol` is BASE-QUOTE, which Binance's own name does not part. */
export function readBinanceTrade(entry: unknown, symbol: string): TradeReading {
  const parsed = RawTrade.safeParse(entry);
  if (!parsed.success) {
    const id = z.object({ id: z.string() }).safeParse(entry).data?.id ?? '';
    const field = parsed.error.issues[0]?.path.join('.') ?? 'entry';
    return {
      problem: { venueId: id, field, reason: 'is missing or of another kind than expected', fix: FIX },
    };
  }
  const raw = parsed.data;
  const fault = (field: string, text: string): TradeReading => {
    return { problem: { venueId: raw.id, field, reason: `“${text}” is no amount`, fix: FIX } };
  };
  const qty = readDecimal(raw.qty);
  const price = readDecimal(raw.price, { round: true });
  const fee = readDecimal(raw.commission);
  if (!qty.ok || qty.value <= ZERO) return fault('qty', raw.qty);
  if (!price.ok) return fault('price', raw.price);
  if (!fee.ok || (fee.value !== ZERO && raw.commissionAsset === ''))
    return fault('commission', raw.commission);
  return {
    fill: {
      ...{ venueId: raw.id, symbol, instrument: 'spot', orderType: null, settle: null },
      ...{ qty: qty.value, price: price.value, fee: fee.value },
      side: raw.isBuyer ? 'buy' : 'sell',
      feeAsset: fee.value === ZERO ? null : raw.commissionAsset,
      ts: Number(raw.time),
      // Ids of a symbol rise with time.
      seq: /^\d+$/.test(raw.id) ? Number(BigInt(raw.id) % SEQ_RANGE) : 0,
      orderId: raw.orderId || null,
    },
  };
}
