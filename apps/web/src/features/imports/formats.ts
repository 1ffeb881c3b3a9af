/** Names of the known exports for the choice by hand; a format that is not here shows its own id. */
export const FORMATS: readonly { id: string; name: string }[] = [
  { id: 'canonical', name: 'Trading Twin CSV' },
  { id: 'coinbase', name: 'Coinbase transactions' },
  { id: 'binance-spot', name: 'Binance spot trades' },
  { id: 'kraken-trades', name: 'Kraken trades' },
  { id: 'hyperliquid-dump', name: 'Hyperliquid trades' },
];

export function nameFormat(id: string | null): string {
  if (id === null) return 'Unknown format';
  return FORMATS.find((format) => format.id === id)?.name ?? id;
}
