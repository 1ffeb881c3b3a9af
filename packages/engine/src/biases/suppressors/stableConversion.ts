import { baseOf, quoteOf } from '../../ledger/fill.ts';
import { remembered } from '../../ledger/remembered.ts';
import type { BarFacts } from '../barFacts.ts';

const STABLE = new Set(
  (
    'USD EUR GBP JPY CHF CAD AUD NZD SEK NOK DKK PLN CZK HUF TRY BRL MXN INR KRW SGD HKD CNY ZAR ' +
    'USDT USDC USDS DAI BUSD TUSD FDUSD USDP PAX PYUSD GUSD USDE USDD FRAX LUSD EURC EURT EURS USD1 RLUSD'
  ).split(' '),
);

/** Whether both legs are money: a conversion, no trade for any pattern. */
export const isStableConversion = remembered(
  (symbol) => STABLE.has(baseOf(symbol)) && STABLE.has(quoteOf(symbol)),
);

/** The same of a decision: also a pair whose closed bars were nearly all within half a per cent of 1. */
export function isConversion(symbol: string, bars: BarFacts | null): boolean {
  return isStableConversion(symbol) || (bars?.isAtPar ?? false);
}
