/** Base and quote of a pair in modern codes. */
export interface Pair {
  base: string;
  quote: string;
}

export const FIAT =
  'USD EUR GBP JPY CHF CAD AUD NZD CZK PLN SEK NOK DKK HUF RON BGN TRY BRL ARS MXN ZAR NGN KES UAH RUB KRW INR IDR THB VND PHP SGD HKD CNY AED ILS'.split(
    ' ',
  );
export const STABLE =
  'USDT USDC BUSD FDUSD TUSD USDP DAI EURI AEUR EURC EURT USDE PYUSD USDD UST GUSD PAX USDS USD1 BIDR IDRT BKRW BVND'.split(
    ' ',
  );
const CRYPTO_QUOTES =
  'BTC ETH BNB XBT XRP TRX DOGE DOT SOL KCS OKB HT GT LTC NEO EOS BCH VAI ETC UNI LINK POL SHIB'.split(' ');

const QUOTES = [...STABLE, ...FIAT, ...CRYPTO_QUOTES].sort((a, b) => b.length - a.length);

/** Coins whose code could be read with a longer quote behind a shorter base (`DOT-USD`, never `DO-TUSD`). */
const BASES = new Set(
  (
    'BTC XBT ETH BNB SOL XRP ADA DOGE XDG DOT LTC BCH LINK AVAX MATIC POL ATOM UNI XLM ALGO NEAR FIL ICP APT ARB OP ' +
    'AAVE MKR SUI SEI TIA INJ TRX ETC EOS XMR ZEC DASH XTZ NEO SHIB PEPE WIF BONK JUP ENA ONDO KAS KAVA CRV SNX ' +
    'COMP SAND MANA AXS GRT FTM RUNE EGLD HBAR VET THETA CHZ ENJ BAT ZRX KNC BAL YFI SUSHI 1INCH LRC IMX GALA APE ' +
    'DYDX LDO RPL GMX STX FLOW MINA KSM OMG QTUM ICX ONT ZIL IOTA WAVES NANO SC BTT HOT WIN CAKE LUNA LUNC USTC ' +
    'TON NOT HYPE TRUMP WLD PYTH STRK FET AGIX RNDR RENDER OCEAN TAO AR XAUT PAXG USDT USDC EUR GBP AUD BETH WBETH'
  ).split(' '),
);

const RENAMED: Readonly<Record<string, string>> = { XBT: 'BTC', XDG: 'DOGE' };
/** Kraken's old codes: X before a coin, Z before a currency. */
const KRAKEN_LEGACY =
  /^(?:X(?=(?:XBT|XDG|ETH|ETC|LTC|XMR|XRP|XLM|ZEC|REP|MLN|ICN|NMC|XVN|DAO)$)|Z(?=(?:EUR|USD|GBP|JPY|CAD|KRW|AUD|CHF)$))/;

/** The modern code of an asset: XBT and XXBT are BTC, XDG is DOGE, ZEUR is EUR; a staking suffix is dropped. */
export function modernAsset(text: string): string {
  const code = text
    .trim()
    .toUpperCase()
    .replace(/\.(?:S|F|M|B|P|T|HOLD)$/, '');
  const short = code.replace(KRAKEN_LEGACY, '');
  return RENAMED[short] ?? short;
}

/** Splits `BTC-USDT`, `btc_usdt`, `XBT/USD` at the sign, `ADABTC` before the longest known quote; null when neither works. */
export function splitPair(text: string, quotes: readonly string[] = QUOTES): Pair | null {
  const pair = text.trim().toUpperCase();
  const parts = pair.split(/[-/_:\s]/).filter((part) => part !== '');
  if (parts.length === 2) return { base: modernAsset(parts[0] ?? ''), quote: modernAsset(parts[1] ?? '') };
  if (parts.length !== 1) return null;
  const ways = quotes.filter((quote) => pair.length > quote.length && pair.endsWith(quote));
  const quote = ways.find((way) => BASES.has(pair.slice(0, -way.length))) ?? ways[0];
  return quote ? { base: modernAsset(pair.slice(0, -quote.length)), quote: modernAsset(quote) } : null;
}

/** Kraken lists no TUSD, BUSD or FDUSD pairs, so `FETUSD` can only be FET in dollars there. */
const KRAKEN_QUOTES = QUOTES.filter((quote) => !['TUSD', 'BUSD', 'FDUSD', 'GUSD'].includes(quote));

const KRAKEN_OLD_COIN = /^(X[A-Z]{3})([XZ][A-Z]{3})$/;
const KRAKEN_OLD_CURRENCY = /^([A-Z0-9]{3,})(Z(?:EUR|USD|GBP|JPY|CAD|KRW|AUD|CHF))$/;

/** Splits Kraken's pairs: the old ones before the X or Z of their quote (`XXBTZEUR`, `USDTZUSD`), others like any pair. */
export function splitKrakenPair(text: string): Pair | null {
  const pair = text.trim().toUpperCase();
  const coin = splitOld(pair, KRAKEN_OLD_COIN);
  if (coin) return coin;
  const currency = splitOld(pair, KRAKEN_OLD_CURRENCY);
  return currency && isKnownBase(currency.base) ? currency : splitPair(pair, KRAKEN_QUOTES);
}

function splitOld(pair: string, names: RegExp): Pair | null {
  const [, base, quote] = names.exec(pair) ?? [];
  return base && quote ? { base: modernAsset(base), quote: modernAsset(quote) } : null;
}

/** Of an unknown coin nobody can tell whether it ends in Z itself, as XTZ does. */
function isKnownBase(asset: string): boolean {
  return BASES.has(asset) || FIAT.includes(asset);
}

/** Whether an asset is money: a currency, or a coin that stands for one. */
export function isMoney(asset: string): boolean {
  return FIAT.includes(asset) || STABLE.includes(asset);
}

/** Rank of an asset as a quote in a conversion: fiat, USDT, USDC, other stable coins, BTC, ETH, BNB, all others. */
export function quoteRank(asset: string): number {
  if (FIAT.includes(asset)) return 0;
  if (asset === 'USDT') return 1;
  if (asset === 'USDC') return 2;
  if (STABLE.includes(asset)) return 3;
  const major = ['BTC', 'ETH', 'BNB'].indexOf(asset);
  return major === -1 ? 7 : 4 + major;
}
