const HOUR_MS = 3_600_000;
const START = Date.UTC(2024, 0, 1);
/** Calm round trips first, so that there is a history to differ from; then losses with larger re-entries at once. */
const CALM = 40;
const HASTY = 12;

/** A made-up history with a pattern that nobody can miss, as canonical CSV. */
export function probeFills(): { csv: string; fills: number } {
  const lines: string[] = [];
  const add = (ts: number, side: 'buy' | 'sell', qty: number, price: number): void => {
    lines.push(`,${new Date(ts).toISOString()},AAA-USD,${side},${qty},${price},0.01,USD`);
  };
  let ts = START;
  for (let trip = 0; trip < CALM; trip += 1) {
    add(ts, 'buy', 1, 100);
    add(ts + 30 * HOUR_MS, 'sell', 1, trip % 2 === 0 ? 102 : 98.5);
    ts += 72 * HOUR_MS;
  }
  for (let trip = 0; trip < HASTY; trip += 1) {
    add(ts, 'buy', 1, 100);
    add(ts + 20 * HOUR_MS, 'sell', 1, 94);
    add(ts + 20 * HOUR_MS + 300_000, 'buy', 4, 94);
    add(ts + 22 * HOUR_MS, 'sell', 4, 93);
    ts += 96 * HOUR_MS;
  }
  const csv = ['ext_id,ts,symbol,side,qty,price,fee,fee_asset', ...lines, ''].join('\n');
  return { csv, fills: lines.length };
}
