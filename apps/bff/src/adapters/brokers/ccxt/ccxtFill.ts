import { type Decimal, readDecimal, ZERO } from '@twin/shared/primitives/decimal';
import type { BrokerFill, BrokerRowProblem } from '../../../ports/broker.ts';
import type { CcxtTrade } from './CcxtOpener.ts';

export type TradeReading = { fill: BrokerFill } | { problem: BrokerRowProblem };

const USE_FILE = 'Import this trade from a file instead.';
const SPOT = /^([A-Z0-9.]{1,20})\/([A-Z0-9.]{1,20})$/;

/** Reads a trade that ccxt understood. Its numbers are text: ccxt must not have made doubles of them. */
export function readCcxtTrade(trade: CcxtTrade): TradeReading {
  const { id = '', symbol = '', timestamp, side } = trade;
  const fault = (field: string, reason: string): TradeReading => ({
    problem: { venueId: id, field, reason, fix: USE_FILE },
  });
  const [, base, quote] = SPOT.exec(symbol) ?? [];
  if (id === '') return fault('id', 'is missing');
  if (!base || !quote) return fault('symbol', `“${symbol}” is no spot pair`);
  if (side !== 'buy' && side !== 'sell') return fault('side', `“${side ?? ''}” is neither buy nor sell`);
  if (timestamp === undefined || !Number.isInteger(timestamp)) return fault('timestamp', 'is missing');
  const qty = amountOf(trade.amount);
  const price = amountOf(trade.price, true);
  const fee = feeOf(trade);
  if (qty === null || qty <= ZERO)
    return fault('amount', `“${trade.amount ?? ''}” is no quantity above zero`);
  if (price === null || price < ZERO) return fault('price', `“${trade.price ?? ''}” is no price`);
  if (fee === null) return fault('fee', 'is unreadable, or of several coins');
  return {
    fill: {
      ...{ venueId: id, symbol: `${base}-${quote}`, instrument: 'spot', settle: null, orderType: null },
      ...{ qty, price, fee: fee.cost, feeAsset: fee.cost === ZERO ? null : fee.currency },
      ...{ side, ts: timestamp, seq: 0, orderId: trade.order ?? null },
    },
  };
}

/** ccxt lists a fee of two coins as two. @returns null when it cannot be told as one amount of one coin */
function feeOf({ fees = [] }: CcxtTrade): { cost: Decimal; currency: string } | null {
  let sum: Decimal = ZERO;
  let currency = '';
  for (const fee of fees) {
    const cost = fee.cost === undefined ? ZERO : amountOf(fee.cost);
    if (cost === null) return null;
    if (cost === ZERO) continue;
    if (!fee.currency || (currency !== '' && currency !== fee.currency)) return null;
    currency = fee.currency;
    sum += cost;
  }
  return { cost: sum, currency };
}

export function amountOf(text: string | undefined, round = false): Decimal | null {
  const reading = readDecimal(text ?? '', { exponent: true, round });
  return reading.ok ? reading.value : null;
}
