import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type CandleSeries, type Market, NO_MARKET } from '@twin/engine/market/candle';
import { createMarket } from '@twin/engine/market/createMarket';
import { readCandles } from '@twin/engine/market/readCandles';
import { type Terminal, Unusable } from './command.ts';
import { readInput } from './readInput.ts';

/** BTC-USD-1h.csv.gz: the symbol, the length of a bar, its unit. */
const NAMED = /^([A-Z0-9.@]+-[A-Z0-9.]+)-(\d+)([mhdw])\.csv(?:\.gz)?$/;
const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/**
 * Candles of every `--candles FILE|DIR|SYMBOL=FILE`. Files of a folder whose names are no candle names are told
 * on the error output. @throws Unusable for a file that cannot be read.
 */
export function readMarket(places: readonly string[], terminal: Terminal): Market {
  if (places.length === 0) return NO_MARKET;
  return createMarket(places.flatMap((place) => seriesOf(place, terminal)));
}

/** A file with what its name says of it. */
export interface CandlePlace {
  path: string;
  symbol: string;
  /** As in 15m, 1h or 1d. */
  granularity: string;
}

/** The candle files of a folder, or the one. @throws Unusable for a file whose name says too little */
export function placesOf(place: string, terminal: Terminal): CandlePlace[] {
  if (!statSync(place, { throwIfNoEntry: false })?.isDirectory()) return [placeOf(place)];
  const names = readdirSync(place).toSorted();
  const unknown = names.filter((name) => !NAMED.test(name));
  if (unknown.length > 0) terminal.err(`twin: ${place}: no candle names, not read: ${unknown.join(', ')}`);
  return names.filter((name) => NAMED.test(name)).map((name) => placeOf(join(place, name)));
}

function seriesOf(place: string, terminal: Terminal): CandleSeries[] {
  const assigned = /^([^=/\\]+-[^=/\\]+)=(.+)$/.exec(place);
  if (assigned) return [readSeries(assigned[2] ?? '', assigned[1] ?? '', undefined)];
  return placesOf(place, terminal).map(({ path, symbol, granularity }) => {
    const unit = granularity.slice(-1) as keyof typeof UNIT_MS;
    return readSeries(path, symbol, Number(granularity.slice(0, -1)) * UNIT_MS[unit]);
  });
}

function placeOf(path: string): CandlePlace {
  const [, symbol, count, unit] = NAMED.exec(basename(path)) ?? [];
  if (symbol && count && unit) return { path, symbol, granularity: count + unit };
  throw new Unusable(`${path}: name it like BTC-USD-1h.csv(.gz), or write --candles BTC-USD=${path}`);
}

function readSeries(path: string, symbol: string, granularityMs: number | undefined): CandleSeries {
  const text = new TextDecoder().decode(readInput(path));
  const reading = readCandles(text, granularityMs === undefined ? { symbol } : { symbol, granularityMs });
  if (reading.ok) return reading.series;
  const [first] = reading.problems;
  throw new Unusable(`${path}: line ${first?.line}, ${first?.field}: ${first?.reason}; ${first?.fix}.`);
}
