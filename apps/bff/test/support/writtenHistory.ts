/** A seeded history as canonical CSV: sessions of several trades, re-entries after losses, adds, partial fills. */
export interface HistoryOptions {
  fills: number;
  seed?: number;
  symbols?: string[];
  /** Gives every row an id of its own; without, rows are known by their content. */
  hasIds?: boolean;
  startMs?: number;
}

export const HEADER = 'ext_id,ts,symbol,side,qty,price,fee,fee_asset,account,order_id,order_type';

export function writtenHistory(options: HistoryOptions): string {
  return [HEADER, ...historyRows(options)].join('\n').concat('\n');
}

/** The rows alone, oldest first. */
export function historyRows({
  fills,
  seed = 1,
  symbols = ['BTC-USD', 'ETH-USD', 'SOL-USD'],
  hasIds = true,
  startMs = Date.UTC(2024, 0, 1),
}: HistoryOptions): string[] {
  const random = seeded(seed);
  const held = new Map<string, number>();
  const prices = new Map(symbols.map((symbol, index) => [symbol, 100 * (index + 1)]));
  let ts = startMs;
  return Array.from({ length: fills }, (_, row) => {
    ts += random() < 0.7 ? Math.floor(random() * 600_000) + 1_000 : Math.floor(random() * 20 * 3_600_000);
    const symbol = symbols[Math.floor(random() * symbols.length)] ?? 'BTC-USD';
    const price = (prices.get(symbol) ?? 100) * (1 + (random() - 0.5) * 0.04);
    prices.set(symbol, price);
    const before = held.get(symbol) ?? 0;
    const isBuy = before <= 0 || random() < 0.45;
    const size = Math.ceil(random() * random() * 40);
    const qty = isBuy ? size : random() < 0.5 ? before : Math.max(1, Math.floor(before * random()));
    held.set(symbol, before + (isBuy ? qty : -qty));
    const id = hasIds ? `f${seed}-${row}` : '';
    const cells = [id, new Date(ts).toISOString(), symbol, isBuy ? 'buy' : 'sell', qty, price.toFixed(2)];
    return [...cells, (qty * 0.05).toFixed(2), 'USD', '', '', ''].join(',');
  });
}

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
