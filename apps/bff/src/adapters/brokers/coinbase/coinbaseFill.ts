import { type Decimal, divide, readDecimal, ZERO } from '@twin/shared/primitives/decimal';
import { z } from 'zod';
import type { BrokerFill, BrokerReversal, BrokerRowProblem } from '../../../ports/broker.ts';

/** What is read of a fill. Everything is optional: what is missing is the row's problem, not the page's. */
const RawFill = z.object({
  entry_id: z.string().optional(),
  order_id: z.string().default(''),
  trade_time: z.string().default(''),
  sequence_timestamp: z.string().optional(),
  trade_type: z.string().default('FILL'),
  price: z.string().default(''),
  size: z.string().default(''),
  commission: z.string().default('0'),
  product_id: z.string().default(''),
  size_in_quote: z.boolean().default(false),
  side: z.string().default(''),
});
export type RawFill = z.infer<typeof RawFill>;

export type FillReading =
  | { kind: 'fill'; fill: BrokerFill }
  | { kind: 'reversal'; reversal: BrokerReversal }
  | { kind: 'problem'; problem: BrokerRowProblem };

/** Reads one entry of the list of fills. `entry_id` identifies it; several fills may share a `trade_id`. */
export function readCoinbaseFill(entry: unknown): FillReading {
  const raw = RawFill.safeParse(entry);
  if (!raw.success) return problem('', 'entry', 'is no fill', REPORT);
  const { entry_id: venueId, trade_type: type } = raw.data;
  if (!venueId)
    return problem(raw.data.order_id, 'entry_id', 'is missing, so the fill has no identity', REPORT);
  const amounts = readAmounts(venueId, raw.data);
  if ('problem' in amounts) return { kind: 'problem', problem: amounts.problem };
  const { product_id: product, order_id: orderId } = raw.data;
  const market = marketOf(product);
  if (!market) return problem(venueId, 'product_id', `“${product}” is a contract that is not read`, USE_FILE);
  if (type === 'REVERSAL') {
    return { kind: 'reversal', reversal: { venueId, orderId, symbol: market.symbol, ...amounts } };
  }
  if (type !== 'FILL' && type !== 'CORRECTION') {
    return problem(venueId, 'trade_type', `${type} is a kind of entry that is not read`, USE_FILE);
  }
  const side = SIDES[raw.data.side];
  if (!side) return problem(venueId, 'side', `“${raw.data.side}” is neither BUY nor SELL`, USE_FILE);
  const time = readTime(raw.data.trade_time);
  if (!time) return problem(venueId, 'trade_time', `“${raw.data.trade_time}” is no time`, REPORT);
  const fee = readDecimal(raw.data.commission === '' ? '0' : raw.data.commission);
  if (!fee.ok) return problem(venueId, 'commission', `“${raw.data.commission}” is no amount`, REPORT);
  return {
    kind: 'fill',
    fill: {
      ...{ venueId, side, orderId: orderId || null, orderType: null },
      ...{ ...market, ...amounts, ...time },
      fee: fee.value,
      feeAsset: fee.value === ZERO ? null : market.feeAsset,
    },
  };
}

const REPORT = 'Import this trade from a file instead; Coinbase’s answer is incomplete.';
const USE_FILE = 'Import this trade from a file instead.';
const SIDES: Record<string, 'buy' | 'sell'> = { BUY: 'buy', SELL: 'sell' };

function problem(venueId: string, field: string, reason: string, fix: string): FillReading {
  return { kind: 'problem', problem: { venueId, field, reason, fix } };
}

/** `size` counts the quote's money when `size_in_quote` says so; the base is then size ÷ price. */
function readAmounts(
  venueId: string,
  raw: RawFill,
): { qty: Decimal; price: Decimal } | { problem: BrokerRowProblem } {
  const fault = (field: string, reason: string) => ({ problem: { venueId, field, reason, fix: USE_FILE } });
  const price = readDecimal(raw.price, { exponent: true, round: true });
  const size = readDecimal(raw.size, { exponent: true });
  if (!price.ok || price.value < ZERO) return fault('price', `“${raw.price}” is no price`);
  if (!size.ok || size.value <= ZERO) return fault('size', `“${raw.size}” is no quantity above zero`);
  if (!raw.size_in_quote) return { qty: size.value, price: price.value };
  if (price.value === ZERO) {
    return fault('price', 'is 0 while the size counts money, so the quantity is unknown');
  }
  const qty = divide(size.value, price.value);
  return qty > ZERO
    ? { qty, price: price.value }
    : fault('size', `“${raw.size}” buys less than can be counted`);
}

type FillMarket = Pick<BrokerFill, 'symbol' | 'instrument' | 'settle'> & { feeAsset: string };

const INTX_SETTLE = 'USDC';

/** `ADA-USDT` is spot; `ADA-PERP-INTX` a perpetual of the international exchange, which settles in USDC. */
function marketOf(product: string): FillMarket | null {
  const parts = product.split('-');
  const [base = '', quote = '', venue] = parts;
  if (base === '' || quote === '') return null;
  if (parts.length === 2) return { symbol: product, instrument: 'spot', settle: null, feeAsset: quote };
  if (parts.length === 3 && quote === 'PERP' && venue === 'INTX') {
    return {
      symbol: `${base}-${INTX_SETTLE}`,
      instrument: 'linear',
      settle: INTX_SETTLE,
      feeAsset: INTX_SETTLE,
    };
  }
  return null;
}

const TIME = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?Z$/;

/** Times have up to nine digits: the milliseconds are the time, what is below them orders equal times. */
function readTime(text: string): { ts: number; seq: number } | null {
  const [, whole, fraction = ''] = TIME.exec(text) ?? [];
  const digits = fraction.padEnd(9, '0');
  const ts = whole === undefined ? Number.NaN : Date.parse(`${whole}.${digits.slice(0, 3)}Z`);
  return Number.isNaN(ts) ? null : { ts, seq: Number(digits.slice(3)) };
}
