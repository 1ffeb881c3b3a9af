import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  absolute,
  type Decimal,
  decimal,
  divide,
  multiply,
  readDecimal,
  ZERO,
} from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { isProblem, parseFile } from './parseFile.ts';
import type { ParsedTrade } from './row.ts';

interface ExpectedTrade {
  broker: string;
  extId: string | null;
  symbol: string;
  side: 'BUY' | 'SELL';
  qty: string;
  price: string;
  fee: string;
  feeAsset: string | null;
  ts: string;
  lines: number[];
  derived?: string[];
  orderId?: string;
}

interface ExpectedFile {
  file: string;
  broker: string | null;
  trades: ExpectedTrade[];
  ignored: { line: number }[];
  rejected: { line: number }[];
  compare?: 'groups';
  groups?: {
    ts: string;
    symbol: string;
    side: string;
    qty: string;
    quote: string;
    fees: Record<string, string>;
  }[];
}

const folder = fileURLToPath(new URL('../../../../shared/data/exports/', import.meta.url));
const isHere = existsSync(folder);
const files: ExpectedFile[] = isHere ? JSON.parse(readFileSync(`${folder}expected.json`, 'utf8')).files : [];
const linesOf = (rows: { line: number }[]) => rows.map(({ line }) => line).sort((a, b) => a - b);

describe('every shared export gives exactly its expected rows', () => {
  if (!isHere) it.skip('needs the folder ../shared/data/exports, which is not here', () => {});

  it.each(files)('$file', (expected) => {
    const parsed = parseFile({ name: expected.file, bytes: readFileSync(folder + expected.file) });
    if (isProblem(parsed)) {
      expect({ rejected: linesOf(parsed.rejected ?? []), trades: [] }, parsed.message).toEqual({
        rejected: linesOf(expected.rejected),
        trades: expected.trades,
      });
      return;
    }
    expect(parsed.broker).toBe(expected.broker);
    expect(linesOf(parsed.rejected), JSON.stringify(parsed.rejected)).toEqual(linesOf(expected.rejected));
    expect(linesOf(parsed.ignored)).toEqual(linesOf(expected.ignored));
    expect(parsed.read).toBe(
      parsed.trades.flatMap(({ lines }) => lines).length + parsed.ignored.length + parsed.rejected.length,
    );
    if (expected.compare === 'groups') compareGroups(parsed.trades, expected);
    else compareTrades(parsed.trades, expected);
  });
});

function compareTrades(trades: ParsedTrade[], expected: ExpectedFile): void {
  const actual = [...trades].sort((a, b) => a.line - b.line);
  const wanted = [...expected.trades].sort((a, b) => Math.min(...a.lines) - Math.min(...b.lines));
  expect(actual.map(({ lines }) => lines)).toEqual(
    wanted.map(({ lines }) => [...lines].sort((a, b) => a - b)),
  );
  wanted.forEach((trade, index) => {
    const own = actual[index];
    if (!own) return;
    expect(plain(own), `line ${own.line}`).toEqual({
      symbol: trade.symbol,
      side: trade.side.toLowerCase(),
      extId: trade.extId,
      feeAsset: trade.feeAsset,
      ts: trade.ts,
      orderId: trade.orderId ?? own.orderId,
    });
    for (const field of ['qty', 'price', 'fee'] as const)
      expect(
        isClose(own[field], trade[field], trade.derived?.includes(field)),
        `line ${own.line}: ${field} ${own[field]} != ${trade[field]}`,
      ).toBe(true);
  });
}

function plain(trade: ParsedTrade) {
  const { symbol, side, feeAsset, orderId } = trade;
  return { symbol, side, extId: trade.venueId, feeAsset, ts: trade.tsText, orderId };
}

function isClose(own: Decimal, wanted: string, isDerived = false): boolean {
  const reading = readDecimal(wanted, { round: true });
  if (!reading.ok) return false;
  if (!isDerived) return own === reading.value;
  const difference = absolute(own - reading.value);
  return difference === ZERO || divide(difference, absolute(reading.value)) <= decimal('0.000000001');
}

function compareGroups(trades: ParsedTrade[], expected: ExpectedFile): void {
  const groups = new Map<string, { qty: Decimal; quote: Decimal; fees: Record<string, Decimal> }>();
  for (const trade of trades) {
    const key = `${trade.tsText} ${trade.symbol} ${trade.side}`;
    const group = groups.get(key) ?? { qty: ZERO, quote: ZERO, fees: {} };
    group.qty += trade.qty;
    group.quote += multiply(trade.qty, trade.price);
    if (trade.feeAsset) group.fees[trade.feeAsset] = (group.fees[trade.feeAsset] ?? ZERO) + trade.fee;
    groups.set(key, group);
  }
  const wanted = expected.groups ?? [];
  expect([...groups.keys()].sort()).toEqual(
    wanted.map((g) => `${g.ts} ${g.symbol} ${g.side.toLowerCase()}`).sort(),
  );
  for (const group of wanted) {
    const own = groups.get(`${group.ts} ${group.symbol} ${group.side.toLowerCase()}`);
    expect(own?.qty).toBe(decimal(group.qty));
    expect(own?.fees).toEqual(
      Object.fromEntries(Object.entries(group.fees).map(([k, v]) => [k, decimal(v)])),
    );
    expect(isClose(own?.quote ?? ZERO, group.quote, true), `${group.symbol} ${group.ts}`).toBe(true);
  }
}
