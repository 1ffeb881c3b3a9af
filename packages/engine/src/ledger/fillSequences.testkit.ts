import { absolute, type Decimal, ONE, ZERO } from '@twin/shared/primitives/decimal';
import fc from 'fast-check';
import { baseOf, type Fill, type Instrument, quoteOf } from './fill.ts';

/** One random act, decoded below: small numbers, so that a counterexample shrinks to something readable. */
type Act = [choice: number, size: number, price: number];

const SYMBOLS = ['BTC-USD', 'ETH-USD', 'ETH-BTC'];
const GAPS_MS = [0, 1_000, 30_000, 61_000, 3_600_000, 40_000_000];

interface SequenceOptions {
  instruments?: readonly Instrument[];
  fees?: boolean;
  maxLength?: number;
}

/**
 * Random accounts: three symbols, shorts and flips where the instrument allows, exact closes, fees in
 * the quote, the coin and a third currency, rebates, order ids, equal times.
 */
export function fillSequences(options: SequenceOptions = {}): fc.Arbitrary<Fill[]> {
  const act = fc.tuple(
    fc.nat(2 ** 30),
    fc.integer({ min: 1, max: 99_999 }),
    fc.integer({ min: 1, max: 99_999 }),
  );
  return fc
    .array(act, { minLength: 1, maxLength: options.maxLength ?? 14 })
    .map((acts) => decode(acts, options.instruments ?? ['margin', 'linear'], options.fees ?? true));
}

function decode(acts: readonly Act[], instruments: readonly Instrument[], withFees: boolean): Fill[] {
  const held = new Map<string, Decimal>();
  let ts = 1_700_000_000_000;
  return acts.map(([choice, size, cents], seq) => {
    let rest = choice;
    const pick = (among: number): number => {
      const chosen = rest % among;
      rest = Math.floor(rest / among);
      return chosen;
    };
    const symbol = SYMBOLS[pick(SYMBOLS.length)] ?? '';
    const position = held.get(symbol) ?? ZERO;
    const closesAll = pick(4) === 0 && position !== ZERO;
    const isBuy = closesAll ? position < ZERO : pick(2) === 0;
    ts += GAPS_MS[pick(GAPS_MS.length)] ?? 0;
    const qty = closesAll ? absolute(position) : (BigInt(size) * ONE) / 10_000n;
    const order = pick(5);
    const [fee, feeAsset] = withFees ? feeOf(pick(6), size, symbol) : [ZERO, null];
    const instrument = instruments[SYMBOLS.indexOf(symbol) % instruments.length] ?? 'spot';
    const inCoin = feeAsset === baseOf(symbol) && (instrument === 'spot' || instrument === 'margin');
    held.set(symbol, position + (isBuy ? qty : -qty) - (inCoin ? fee : ZERO));
    const price = (BigInt(cents) * ONE) / 100n;
    const orderId = order < 2 ? `${symbol}${isBuy ? 'B' : 'S'}${order}` : null;
    const id = `f${String(seq).padStart(3, '0')}`;
    const side = isBuy ? 'buy' : 'sell';
    return {
      ...{ id, account: 'main', symbol, instrument, side, qty, price, fee, feeAsset, ts, seq },
      ...{ orderId, orderType: null, startPosition: null },
    };
  });
}

function feeOf(kind: number, size: number, symbol: string): [Decimal, string | null] {
  const amount = (BigInt(size % 1000) * ONE) / 10_000_000n;
  if (amount === ZERO || kind === 0) return [ZERO, null];
  if (kind === 1) return [amount, baseOf(symbol)];
  if (kind === 2) return [amount, 'BNB'];
  return [kind === 3 ? -amount : amount, quoteOf(symbol)];
}
