import { createTimeReader, type TimeReader } from './barTime.ts';
import type { CandleSeries } from './candle.ts';

export interface CandleProblem {
  line: number;
  field: string;
  reason: string;
  fix: string;
}

export type CandleReading =
  | { ok: true; series: CandleSeries /** Bars given more than once, identically. */; repeated: number }
  | { ok: false; problems: CandleProblem[] };

export interface CandleSource {
  symbol: string;
  /** Bar length; without it the smallest distance between bars is taken. */
  granularityMs?: number;
}

const FIELDS = ['ts', 'open', 'high', 'low', 'close', 'volume'] as const;
const NUMBER = /^\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/;
/** Further problems of a file say the same again. */
const MAX_PROBLEMS = 100;

interface Bar {
  line: number;
  ts: number;
  /** open, high, low, close, volume. */
  values: number[];
}

/**
 * Reads `ts,open,high,low,close,volume` (UTF-8 CSV, header row, ISO time with zone or Unix seconds or
 * milliseconds, begin of the bar). Sorts by time and drops exact copies; two different bars of one
 * moment, or bars closer than the bar length, are refused.
 */
export function readCandles(text: string, source: CandleSource): CandleReading {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const header = (lines[0] ?? '').split(',').map((name) => name.trim().toLowerCase());
  const columns = FIELDS.map((field) => header.indexOf(field));
  const missing = FIELDS.filter((_field, index) => columns[index] === -1);
  if (missing.length > 0) {
    const fix = `begin the file with ${FIELDS.join(',')}`;
    return refuse([{ line: 1, field: missing.join(','), reason: 'column is missing', fix }]);
  }
  const bars: Bar[] = [];
  const problems: CandleProblem[] = [];
  const readTime = createTimeReader();
  for (let index = 1; index < lines.length && problems.length < MAX_PROBLEMS; index += 1) {
    const line = lines[index] ?? '';
    if (line.trim() === '') continue;
    const bar = readBar(line.split(','), columns, index + 1, readTime);
    if ('reason' in bar) problems.push(bar);
    else bars.push(bar);
  }
  if (problems.length > 0) return refuse(problems);
  if (bars.length === 0) {
    return refuse([{ line: 1, field: 'ts', reason: 'the file has no bars', fix: 'give at least two bars' }]);
  }
  return assemble(bars, source);
}

function refuse(problems: CandleProblem[]): CandleReading {
  return { ok: false, problems };
}

function readBar(
  cells: readonly string[],
  columns: readonly number[],
  line: number,
  readTime: TimeReader,
): Bar | CandleProblem {
  const cell = (index: number): string => cells[columns[index] ?? -1]?.trim() ?? '';
  const ts = readTime(cell(0));
  if (ts === null) {
    return {
      line,
      field: 'ts',
      reason: `not a time with its zone: ${cell(0)}`,
      fix: 'write 2024-01-31T13:00:00Z',
    };
  }
  const values: number[] = [];
  for (let index = 1; index < FIELDS.length; index += 1) {
    const text = cell(index);
    const value = NUMBER.test(text) ? Number(text) : Number.NaN;
    if (!Number.isFinite(value)) {
      const fix = 'write a plain number with a point';
      return { line, field: FIELDS[index] ?? '', reason: `not a number: ${text}`, fix };
    }
    values.push(value);
  }
  const [open = 0, high = 0, low = 0, close = 0] = values;
  if (low <= 0) return { line, field: 'low', reason: 'price is not above zero', fix: 'remove the bar' };
  if (low > Math.min(open, close) || high < Math.max(open, close)) {
    const reason = 'open or close lies outside low and high';
    return { line, field: 'high', reason, fix: 'correct or remove the bar' };
  }
  return { line, ts, values };
}

function assemble(bars: Bar[], source: CandleSource): CandleReading {
  bars.sort((a, b) => a.ts - b.ts || a.line - b.line);
  const kept: Bar[] = [];
  let nearest = Number.POSITIVE_INFINITY;
  for (const bar of bars) {
    const last = kept.at(-1);
    if (last?.ts === bar.ts) {
      if (last.values.every((value, index) => value === bar.values[index])) continue;
      const reason = `differs from line ${last.line} of the same time`;
      return refuse([{ line: bar.line, field: 'ts', reason, fix: 'keep the right one of the two bars' }]);
    }
    if (last) nearest = Math.min(nearest, bar.ts - last.ts);
    kept.push(bar);
  }
  const granularityMs = source.granularityMs ?? nearest;
  if (!Number.isFinite(granularityMs)) {
    const fix = 'name the granularity or give two bars';
    return refuse([{ line: 2, field: 'ts', reason: 'one bar does not tell its length', fix }]);
  }
  const close = kept.findIndex((bar, index) => bar.ts - (kept[index - 1]?.ts ?? -Infinity) < granularityMs);
  if (close !== -1) {
    const reason = `begins less than ${granularityMs} ms after the bar before`;
    return refuse([{ line: kept[close]?.line ?? 0, field: 'ts', reason, fix: 'use bars of one length' }]);
  }
  return {
    ok: true,
    series: seriesOf(kept, source.symbol, granularityMs),
    repeated: bars.length - kept.length,
  };
}

function seriesOf(bars: readonly Bar[], symbol: string, granularityMs: number): CandleSeries {
  const column = (index: number): Float64Array => Float64Array.from(bars, (bar) => bar.values[index] ?? 0);
  return {
    symbol,
    granularityMs,
    ts: Float64Array.from(bars, (bar) => bar.ts),
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: column(4),
    aliasOf: null,
  };
}
