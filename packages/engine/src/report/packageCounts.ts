/** A trade as the R package dispositionEffect sees it: binary floating point, quantity 0 allowed. */
export interface PackageTrade {
  asset: string;
  side: 'buy' | 'sell';
  qty: number;
  price: number;
  ts: number;
}

export interface PackageCounts {
  asset: string;
  realisedGains: number;
  realisedLosses: number;
  paperGains: number;
  paperLosses: number;
  /** Gains' share realised − losses' share realised, 0 ÷ 0 taken as 0. */
  effect: number;
}

interface Holding {
  qty: number;
  cost: number;
  counts: PackageCounts;
}

/**
 * `method: "package"`: the counts of dispositionEffect 1.0.1, per asset in order of first trade. Evaluated at every
 * trade, buys too: the traded asset counts as paper (same direction) or realised (opposite, and paper for what
 * is left); every other open asset as paper at the market price of that moment. A flip counts the realised
 * part only. This is not Odean's estimator and can differ from it in sign.
 */
export function packageCounts(
  trades: readonly PackageTrade[],
  priceAt: (asset: string, ts: number) => number | null,
): PackageCounts[] {
  const holdings = new Map<string, Holding>();
  for (const trade of trades) {
    for (const [asset, holding] of holdings) {
      if (asset === trade.asset || holding.qty === 0) continue;
      const price = priceAt(asset, trade.ts);
      if (price !== null) countPaper(holding, price);
    }
    const holding = holdings.get(trade.asset) ?? emptyHolding(trade.asset);
    holdings.set(trade.asset, holding);
    countTraded(holding, trade);
  }
  return [...holdings.values()].map(({ counts }) => ({ ...counts, effect: effectOf(counts) }));
}

function emptyHolding(asset: string): Holding {
  const counts = { asset, realisedGains: 0, realisedLosses: 0, paperGains: 0, paperLosses: 0, effect: 0 };
  return { qty: 0, cost: 0, counts };
}

function countTraded(holding: Holding, { side, qty, price }: PackageTrade): void {
  const sign = side === 'buy' ? 1 : -1;
  const after = holding.qty + sign * qty;
  if (holding.qty === 0) {
    holding.cost = price;
  } else if (Math.sign(holding.qty) === sign) {
    countPaper(holding, price);
    holding.cost = (holding.qty * holding.cost + sign * qty * price) / after;
  } else {
    const gain = Math.sign(holding.qty) * (price - holding.cost);
    if (gain > 0) holding.counts.realisedGains += 1;
    if (gain < 0) holding.counts.realisedLosses += 1;
    if (Math.sign(after) === Math.sign(holding.qty)) countPaper(holding, price);
    else holding.cost = price;
  }
  holding.qty = after;
}

function countPaper(holding: Holding, price: number): void {
  const gain = Math.sign(holding.qty) * (price - holding.cost);
  if (gain > 0) holding.counts.paperGains += 1;
  if (gain < 0) holding.counts.paperLosses += 1;
}

/** What the package calls an investor's disposition effect: the mean over assets. */
export function meanEffect(counts: readonly PackageCounts[]): number | null {
  if (counts.length === 0) return null;
  return counts.reduce((sum, { effect }) => sum + effect, 0) / counts.length;
}

function effectOf({ realisedGains, realisedLosses, paperGains, paperLosses }: PackageCounts): number {
  return share(realisedGains, paperGains) - share(realisedLosses, paperLosses);
}

function share(realised: number, paper: number): number {
  return realised + paper === 0 ? 0 : realised / (realised + paper);
}
