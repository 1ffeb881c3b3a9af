import type { CandleSeries } from '@twin/engine/market/candle';
import type { Bars } from './CandleRepo.ts';

/** Bars as one source gave them. */
export interface SourcedSeries extends Bars {
  symbol: string;
  granularityMs: number;
  source: string;
}

/** Venues before files of the person, and those before the demo's. */
export function sourceRank(source: string): number {
  return ['file', 'demo'].indexOf(source) + 1;
}

/** One series for each symbol and length: a bar comes from the best source that has it, and where none has it is a gap. */
export function joinSources(all: readonly SourcedSeries[]): CandleSeries[] {
  const best = all.toSorted((a, b) => sourceRank(a.source) - sourceRank(b.source));
  const joined = new Map<string, CandleSeries>();
  for (const { source: _, ...series } of best) {
    const key = `${series.symbol} ${series.granularityMs}`;
    const known = joined.get(key);
    joined.set(key, { ...series, ...(known ? joinBars(known, series) : {}), aliasOf: null });
  }
  return [...joined.values()];
}

const COLUMNS = ['ts', 'open', 'high', 'low', 'close', 'volume'] as const;

/** Both ascend; of two bars with one begin the first's stays. */
function joinBars(first: Bars, second: Bars): Bars {
  const picks: [Bars, number][] = [];
  let at = 0;
  for (let index = 0; index <= first.ts.length; index += 1) {
    const ts = first.ts[index] ?? Number.POSITIVE_INFINITY;
    for (; (second.ts[at] ?? Number.POSITIVE_INFINITY) < ts; at += 1) picks.push([second, at]);
    if (second.ts[at] === ts) at += 1;
    if (index < first.ts.length) picks.push([first, index]);
  }
  const column = (name: (typeof COLUMNS)[number]) =>
    Float64Array.from(picks, ([bars, index]) => bars[name][index] ?? Number.NaN);
  return {
    ...{ ts: column('ts'), open: column('open'), high: column('high') },
    ...{ low: column('low'), close: column('close'), volume: column('volume') },
  };
}
