import { binanceConvert } from './brokers/binanceConvert.ts';
import { binanceFutures } from './brokers/binanceFutures.ts';
import { binanceOrders } from './brokers/binanceOrders.ts';
import { binanceSpot } from './brokers/binanceSpot.ts';
import { binanceSpotOld } from './brokers/binanceSpotOld.ts';
import { binanceStatement } from './brokers/binanceStatement.ts';
import { bitfinex } from './brokers/bitfinex.ts';
import { bitmexTrades, bitmexWallet } from './brokers/bitmex.ts';
import { bitstamp, bitstampOld } from './brokers/bitstamp.ts';
import { bybitClosedPnl, bybitFunding } from './brokers/bybitAccount.ts';
import { bybitSpot } from './brokers/bybitSpot.ts';
import { bybitUnified } from './brokers/bybitUnified.ts';
import { canonical } from './brokers/canonical.ts';
import { coinbase } from './brokers/coinbase.ts';
import { coinbaseProAccount, coinbaseProFills } from './brokers/coinbasePro.ts';
import { generic } from './brokers/generic.ts';
import { hyperliquid } from './brokers/hyperliquid.ts';
import { hyperliquidDump } from './brokers/hyperliquidDump.ts';
import { ibkrActivity } from './brokers/ibkrActivity.ts';
import { ibkrFlex } from './brokers/ibkrFlex.ts';
import { krakenTrades } from './brokers/kraken.ts';
import { krakenLedgers } from './brokers/krakenLedgers.ts';
import { kucoinOld, kucoinOrders, kucoinSpot } from './brokers/kucoin.ts';
import { metaTrader } from './brokers/metaTrader.ts';
import { okxBills, okxFills } from './brokers/okx.ts';
import { robinhood, robinhoodCrypto } from './brokers/robinhood.ts';
import { tradovate } from './brokers/tradovate.ts';
import type { Format } from './format.ts';

/** All formats; the first one that knows a header reads the file, so narrower ones stand before wider ones. */
export const FORMATS: readonly Format[] = [
  canonical,
  coinbase,
  coinbaseProFills,
  coinbaseProAccount,
  binanceSpot,
  binanceSpotOld,
  binanceOrders,
  binanceStatement,
  binanceFutures,
  binanceConvert,
  krakenTrades,
  krakenLedgers,
  bitstamp,
  bitstampOld,
  bybitUnified,
  bybitSpot,
  bybitFunding,
  bybitClosedPnl,
  okxFills,
  okxBills,
  kucoinSpot,
  kucoinOrders,
  kucoinOld,
  bitmexTrades,
  bitmexWallet,
  hyperliquid,
  hyperliquidDump,
  ibkrActivity,
  ibkrFlex,
  robinhood,
  robinhoodCrypto,
  bitfinex,
  tradovate,
  metaTrader,
  generic,
];

export function findFormat(name: string): Format | null {
  return FORMATS.find((format) => format.name === name) ?? null;
}
