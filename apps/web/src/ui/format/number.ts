import {
  absolute,
  type Decimal,
  decimal,
  divideRounded,
  formatDecimal,
  PLACES,
} from '@twin/shared/primitives/decimal';

/** U+2212, as wide as a plus, so that signed columns line up. */
const MINUS = '−';

/** Signs of currencies that people read faster than their code; everything else shows the code behind the number. */
const CURRENCY_SIGNS: Readonly<Record<string, string>> = { USD: '$', EUR: '€', GBP: '£', JPY: '¥' };

/** Assets whose amounts are money with two places; other assets (BTC, ETH) keep eight. */
const TWO_PLACES = new Set(
  'USD EUR GBP CHF CAD AUD NZD SGD HKD BRL TRY PLN CZK SEK NOK DKK ZAR MXN INR USDT USDC DAI FDUSD BUSD TUSD USDH'.split(
    ' ',
  ),
);

export interface NumberStyle {
  /** `always` writes a plus too: for results, where the direction is the message. */
  sign?: 'negative' | 'always';
  /** Leaves the code behind the number out, where the place around it names the asset. */
  isAssetNamed?: boolean;
}

/** An exact decimal with thousands separators and every place it has: `1234567.5` → `1,234,567.5`. */
export function formatExact(text: string, style: NumberStyle = {}): string {
  return writeSigned(decimal(text), '', '', style);
}

/** Digits beyond which no average price tells more. */
const READ_DIGITS = 8;

/** An average price for reading: eight digits, and every one of its whole part. */
export function formatAverage(text: string): string {
  const value = decimal(text);
  const beyond = absolute(value).toString().length - READ_DIGITS;
  const step = 10n ** BigInt(Math.min(PLACES, Math.max(0, beyond)));
  return writeSigned(divideRounded(value, step) * step, '', '', {});
}

/**
 * An amount of an asset, rounded half-even for reading: two places for money, eight for coins. An amount that would
 * round to nothing keeps its two leading digits, so that a small fee never reads as zero.
 */
export function formatMoney(text: string, asset: string | null, style: NumberStyle = {}): string {
  const rounded = roundForReading(decimal(text), placesOf(asset));
  const sign = asset === null ? undefined : CURRENCY_SIGNS[asset];
  const suffix = sign !== undefined || asset === null || style.isAssetNamed ? '' : ` ${asset}`;
  return writeSigned(rounded, sign ?? '', suffix, style, isTwoPlaces(asset) ? 2 : 0);
}

/** A share between 0 and 1 as a percentage: statistics only. */
export function formatPercent(share: number, places = 0): string {
  return `${(share * 100).toFixed(places).replace('-', MINUS)}%`;
}

/** A statistic with a fixed number of places. */
export function formatStatistic(value: number, places = 2): string {
  return value.toFixed(places).replace('-', MINUS);
}

const COMPACT = new Intl.NumberFormat('en', { notation: 'compact' });

/** A short form for axes and narrow cells: `−1.2K`. The exact value stands elsewhere. */
export function formatCompact(value: number): string {
  return COMPACT.format(value).replace('-', MINUS);
}

/** A count with thousands separators. */
export function formatCount(count: number): string {
  return groupThousands(String(Math.trunc(count)));
}

/** A count with its noun: `1 day`, `1,200 days`; a noun with another plural gives it. */
export function formatCounted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function placesOf(asset: string | null): number {
  if (asset === 'JPY') return 0;
  return isTwoPlaces(asset) ? 2 : 8;
}

function isTwoPlaces(asset: string | null): boolean {
  return asset !== null && TWO_PLACES.has(asset);
}

function roundForReading(value: Decimal, places: number): Decimal {
  const magnitude = absolute(value);
  const step = 10n ** BigInt(PLACES - places);
  if (magnitude === 0n || magnitude >= step) return divideRounded(value, step) * step;
  const fineStep = 10n ** BigInt(Math.max(0, magnitude.toString().length - 2));
  return divideRounded(value, fineStep) * fineStep;
}

function writeSigned(
  value: Decimal,
  prefix: string,
  suffix: string,
  style: NumberStyle,
  minPlaces = 0,
): string {
  const [whole = '0', fraction = ''] = formatDecimal(absolute(value)).split('.');
  const places = fraction.padEnd(minPlaces, '0');
  const digits = groupThousands(whole) + (places === '' ? '' : `.${places}`);
  const plus = style.sign === 'always' && value > 0n ? '+' : '';
  return `${value < 0n ? MINUS : plus}${prefix}${digits}${suffix}`;
}

function groupThousands(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ',');
}
