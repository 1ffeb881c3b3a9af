import { binanceSpot } from './brokers/binanceSpot.ts';
import { canonical } from './brokers/canonical.ts';
import { coinbase } from './brokers/coinbase.ts';
import { hyperliquidDump } from './brokers/hyperliquidDump.ts';
import { krakenTrades } from './brokers/kraken.ts';
import type { Format } from './format.ts';

/** All formats; the first one that knows a header reads the file, so narrower ones stand before wider ones. */
export const FORMATS: readonly Format[] = [canonical, coinbase, binanceSpot, krakenTrades, hyperliquidDump];

export function findFormat(name: string): Format | null {
  return FORMATS.find((format) => format.name === name) ?? null;
}
