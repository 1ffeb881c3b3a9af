import { absolute, type Decimal, ZERO } from '@twin/shared/primitives/decimal';
import type { Findings } from '../reading/Findings.ts';
import type { FileTime, Row } from '../reading/Row.ts';
import { conversionOf, type Leg } from '../values/conversion.ts';

/** A ledger row that is a leg or the fee of a trade. */
export interface LedgerEntry {
  row: Row;
  time: FileTime;
  kind: 'given' | 'received' | 'fee';
  /** Rows of different accounts or kinds of trade never belong together. */
  group: string;
  leg: Leg;
}

interface Fill {
  rows: Row[];
  time: FileTime;
  given: Leg;
  received: Leg;
  fee: Leg | null;
}

/** One second of one account, split into legs and fees. */
interface Second {
  entries: LedgerEntry[];
  ts: number;
}

/** The legs of one trade are booked within a second of each other. */
const BOOKED_WITHIN_MS = 1000;
/** More fills in one second are kept as their sum: pairing them one by one would say nothing more. */
const FILLS_PAIRED = 200;

/** Pairs legs and fees into trades; what has no other leg is rejected, a fee that stands alone is ignored. */
export function readLedgerTrades(entries: readonly LedgerEntry[], findings: Findings): void {
  for (const second of joinHalves(bySecond(entries))) {
    for (const block of blocksOf(second.entries)) readBlock(block, findings);
  }
}

function bySecond(entries: readonly LedgerEntry[]): Second[] {
  const seconds = new Map<string, Second>();
  for (const entry of entries) {
    const key = `${entry.group}\n${entry.time.ts}`;
    const second = seconds.get(key);
    if (second) second.entries.push(entry);
    else seconds.set(key, { entries: [entry], ts: entry.time.ts });
  }
  return [...seconds.values()].sort(
    (a, b) => compareText(a.entries[0]?.group ?? '', b.entries[0]?.group ?? '') || a.ts - b.ts,
  );
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** A second with one side of a trade only takes the next second with it when that one lacks a side too. */
function joinHalves(seconds: readonly Second[]): Second[] {
  const joined: Second[] = [];
  for (const second of seconds) {
    const last = joined.at(-1);
    const isNear =
      last && second.ts - last.ts <= BOOKED_WITHIN_MS && last.entries[0]?.group === second.entries[0]?.group;
    if (last && isNear && !isWhole(last.entries) && !isWhole(second.entries))
      last.entries = last.entries.concat(second.entries);
    else joined.push({ ...second, entries: [...second.entries] });
  }
  return joined;
}

function isWhole(entries: readonly LedgerEntry[]): boolean {
  return hasKind(entries, 'given') && hasKind(entries, 'received');
}

function hasKind(entries: readonly LedgerEntry[], kind: LedgerEntry['kind']): boolean {
  return entries.some((entry) => entry.kind === kind);
}

/** A second with several pairs is cut in file order where a row brings in a third coin after a whole trade. */
function blocksOf(entries: readonly LedgerEntry[]): LedgerEntry[][] {
  if (assetsOf(entries, 'given').size <= 1 && assetsOf(entries, 'received').size <= 1) return [[...entries]];
  const blocks: LedgerEntry[][] = [];
  let block: LedgerEntry[] = [];
  let assets = { given: new Set<string>(), received: new Set<string>() };
  for (const entry of entries) {
    const { kind, leg } = entry;
    const isWholeBlock = assets.given.size > 0 && assets.received.size > 0;
    if (kind !== 'fee' && isWholeBlock && !assets[kind].has(leg.asset)) {
      blocks.push(block);
      block = [];
      assets = { given: new Set(), received: new Set() };
    }
    if (kind !== 'fee') assets[kind].add(leg.asset);
    block.push(entry);
  }
  return [...blocks, block];
}

function assetsOf(entries: readonly LedgerEntry[], kind: LedgerEntry['kind']): Set<string> {
  return new Set(entries.filter((entry) => entry.kind === kind).map(({ leg }) => leg.asset));
}

function readBlock(entries: readonly LedgerEntry[], findings: Findings): void {
  const given = sorted(entries, 'given');
  const received = sorted(entries, 'received');
  const fees = entries.filter(({ kind }) => kind === 'fee');
  if (given.length === 0 && received.length === 0) {
    for (const { row } of fees) findings.ignore(row, 'fee-only');
    return;
  }
  const isPair = assetsOf(given, 'given').size === 1 && assetsOf(received, 'received').size === 1;
  if (!isPair) {
    for (const { row } of entries)
      findings.reject(
        row,
        'operation',
        'what was paid and what was received cannot be told apart in this second',
        'Use the spot trade history for this period.',
      );
    return;
  }
  for (const fill of withFees(fillsOf(given, received), fees)) addFill(fill, findings);
}

function sorted(entries: readonly LedgerEntry[], kind: LedgerEntry['kind']): LedgerEntry[] {
  return entries
    .filter((entry) => entry.kind === kind)
    .sort((a, b) => compareAmounts(a.leg.amount, b.leg.amount) || a.row.line - b.row.line);
}

function compareAmounts(a: Decimal, b: Decimal): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Fills of one second have nearly one price: the larger payment goes with the larger receipt. Else only sums hold. */
function fillsOf(given: readonly LedgerEntry[], received: readonly LedgerEntry[]): Fill[] {
  if (given.length !== received.length || given.length > FILLS_PAIRED) return [fillOf(given, received)];
  return given.map((entry, index) => fillOf([entry], received.slice(index, index + 1)));
}

function fillOf(given: readonly LedgerEntry[], received: readonly LedgerEntry[]): Fill {
  const all = [...given, ...received];
  const [first] = [...all].sort((a, b) => a.row.line - b.row.line);
  if (!first) throw new RangeError('A fill needs rows.');
  return {
    rows: all.map(({ row }) => row),
    time: first.time,
    given: sumOf(given),
    received: sumOf(received),
    fee: null,
  };
}

function sumOf(entries: readonly LedgerEntry[]): Leg {
  return {
    asset: entries[0]?.leg.asset ?? '',
    amount: entries.reduce((sum, { leg }) => sum + leg.amount, ZERO),
  };
}

/** Each fee goes to the fill whose receipt or payment it is nearest to a thousandth of; sums per coin are exact. */
function withFees(fills: Fill[], charged: readonly LedgerEntry[]): Fill[] {
  const fees = charged.filter(({ leg }) => leg.amount !== ZERO);
  for (const { row, leg } of charged) if (leg.amount === ZERO) fills[0]?.rows.push(row);
  const assets = new Set(fees.map(({ leg }) => leg.asset));
  const ordered = [...fees].sort(
    (a, b) => rank(fills, a) - rank(fills, b) || compareAmounts(b.leg.amount, a.leg.amount),
  );
  for (const fee of ordered) {
    const free = fills.filter((fill) => fill.fee === null);
    const same = fills.filter((fill) => fill.fee?.asset === fee.leg.asset);
    const needsRoom = fees.length > fills.length && same.length > 0 && free.length < assets.size;
    const candidates = needsRoom || free.length === 0 ? same : free;
    const fill = nearest(candidates, fee.leg) ?? splitLargest(fills);
    fill.rows.push(fee.row);
    fill.fee = { asset: fee.leg.asset, amount: (fill.fee?.amount ?? ZERO) + fee.leg.amount };
  }
  return fills;
}

/** Fees in a traded coin name their fill by size, so they choose before fees in a third coin. */
function rank(fills: readonly Fill[], fee: LedgerEntry): number {
  const [fill] = fills;
  return fill && [fill.given.asset, fill.received.asset].includes(fee.leg.asset) ? 0 : 1;
}

function nearest(fills: readonly Fill[], fee: Leg): Fill | undefined {
  const distance = (fill: Fill) => {
    const leg = [fill.given, fill.received].find(({ asset }) => asset === fee.asset) ?? fill.received;
    return leg.asset === fee.asset ? absolute(leg.amount - fee.amount * 1000n) : -leg.amount;
  };
  return [...fills].sort((a, b) => compareAmounts(distance(a), distance(b)))[0];
}

/** One fill charged in two coins becomes two parts at one price, since a fill has one fee; its sums stay. */
function splitLargest(fills: Fill[]): Fill {
  const [largest] = [...fills].sort((a, b) => compareAmounts(b.received.amount, a.received.amount));
  if (!largest) throw new RangeError('A fee needs a fill.');
  const part: Fill = {
    ...largest,
    rows: [],
    given: { ...largest.given, amount: largest.given.amount / 2n },
    received: { ...largest.received, amount: largest.received.amount / 2n },
    fee: null,
  };
  largest.given = { ...largest.given, amount: largest.given.amount - part.given.amount };
  largest.received = { ...largest.received, amount: largest.received.amount - part.received.amount };
  fills.push(part);
  return part;
}

function addFill(fill: Fill, findings: Findings): void {
  const [first, ...others] = [...fill.rows].sort((a, b) => a.line - b.line);
  if (!first) return;
  findings.trade(
    first,
    {
      time: fill.time,
      instrument: /margin/i.test(first.text('account')) ? 'margin' : 'spot',
      ...conversionOf(fill.given, fill.received),
      fee: fill.fee?.amount ?? ZERO,
      feeAsset: fill.fee?.asset ?? null,
    },
    others,
  );
}
