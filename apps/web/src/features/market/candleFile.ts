const NAME = /^([A-Z0-9]+(?:-[A-Z0-9]+)+)-([1-9]\d{0,3}[smhd])(?: \(\d+\))?\.csv(?:\.gz)?$/i;
const UNITS: Readonly<Record<string, string>> = { s: 'second', m: 'minute', h: 'hour', d: 'day' };

export interface CandleSeries {
  symbol: string;
  granularity: string;
}

/** `BTC-USD-1h.csv.gz` names its symbol and the length of its candles; null for another name. */
export function readFileName(name: string): CandleSeries | null {
  const [, symbol = '', length = ''] = NAME.exec(name) ?? [];
  // A capital M is a month elsewhere: it is never taken for a minute.
  if (symbol === '' || length.endsWith('M')) return null;
  return { symbol: symbol.toUpperCase(), granularity: length.toLowerCase() };
}

/** The length of a candle in words: `1h` → `1 hour`. */
export function nameLength(granularity: string): string {
  const count = granularity.slice(0, -1);
  const unit = UNITS[granularity.slice(-1)] ?? '';
  return `${count} ${unit}${count === '1' ? '' : 's'}`;
}
