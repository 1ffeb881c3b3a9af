import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { absolute, type Decimal, decimal, divide, multiply, ZERO } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { candidatesOf, detectTable, unwrapRow } from './detectTable.ts';
import { isProblem, parseFile } from './parseFile.ts';
import { RecordSplitter } from './reading/RecordSplitter.ts';
import { FORMATS } from './registry.ts';
import type { FileProblem, ParsedFile, ParsedTrade } from './row.ts';

const folder = fileURLToPath(new URL('../../../../shared/data/exports/', import.meta.url));
const isHere = existsSync(folder);
const files: { file: string }[] = isHere
  ? JSON.parse(readFileSync(`${folder}expected.json`, 'utf8')).files
  : [];

const FACTOR = decimal('1.01');
/** Columns that hold an amount of coins or money, in all layouts. */
const AMOUNT =
  /^(?:.*(?:quantity|amount|executed|filled|filled volume|filled value|volume|total|subtotal|fees?|fees and\/or spread|balance|change|position change|commission in usd|ibcommission|comm\/fee|proceeds|trademoney|funds|cost|vol|size|sz|ntl|qty|lastqty|execcost|execcomm|value|cash flow|fee paid|funding|position|closedpnl|pnl|realized p\/l|basis).*)$/;
const NO_AMOUNT =
  /price|rate|currency|unit$|coin$|asset|pair|type|id$|time|level|spot price|fee (?:unit|coin|currency)|taker|account|^commission$|ledgers|buy\/sell|exchange|subcategory/;
/** A number and what follows it, in a note: one after `at` or `on` is a price. */
const NUMBER = /(\bat\s+\D?)?(?<![A-Za-z\d.,])(\d[\d,]*(?:\.\d+)?(?:E[+-]?\d+)?)/g;

/** The number at the begin of a cell; a coin whose own name begins with a digit may be glued to it. */
const LEADING = /\d[\d.,]*(?=1INCH)|\d[\d.,]*(?:E[+-]?\d+)?/;

/** The digits of a printed number times 1.01, exactly, in the style in which it was printed. */
function scaled(number: string, point: '.' | ','): string {
  const [mantissa = '', exponent] = number.split('E');
  const thousands = point === '.' ? ',' : '.';
  const [whole = '', fraction = ''] = mantissa.replaceAll(thousands, '').split(point);
  const digits = (BigInt(whole + fraction) * 101n).toString().padStart(fraction.length + 3, '0');
  const cut = digits.length - fraction.length - 2;
  // More places than an amount may have are cut off.
  const places = digits.slice(cut).slice(0, 18).replace(/0+$/, '');
  const text = places === '' ? digits.slice(0, cut) : `${digits.slice(0, cut)}${point}${places}`;
  return exponent === undefined ? text : `${text}E${exponent}`;
}

/** A file with every amount times 1.01: quantities, totals and fees, but no price, rate, time or id. */
function scaledFile(text: string): string {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const table = detectTable(candidatesOf(lines), FORMATS);
  if (!table) return text;
  const splitter = new RecordSplitter(table.delimiter);
  const records = [...splitter.push(lines), ...splitter.end()];
  const point = table.delimiter === ';' && /\d,\d/.test(text) ? ',' : '.';
  const headers = new Map<string, string[]>();
  const rows = records.map((record) => {
    const cells = unwrapRow(record.cells, table.delimiter, table.header.names.length);
    const key =
      table.format.name === 'ibkr-activity' ? (cells[0] ?? '') : cells[0] === '' ? 'nested' : 'main';
    const isHeader =
      record.line === table.headerLine || cells[1] === 'Header' || cells.includes('Trading Price');
    if (isHeader) headers.set(key, cells.map(nameOf));
    if (isHeader || record.line < table.headerLine) return cells;
    return cells.map((cell, column) => scaledCell(cell, headers.get(key)?.[column] ?? '', point));
  });
  // A record of several lines keeps its place, so that the numbers of the lines stay.
  const blanks = (count: number) => '\n'.repeat(Math.max(0, count));
  let line = 1;
  let written = '';
  rows.forEach((cells, index) => {
    const at = records[index]?.line ?? line;
    const row = cells.map(quoted).join(table.delimiter);
    written += `${blanks(at - line)}${row}\n`;
    line = at + row.split('\n').length;
  });
  return written;
}

function nameOf(cell: string): string {
  return cell.replaceAll('\ufeff', '').trim().toLowerCase();
}

function scaledCell(cell: string, name: string, point: '.' | ','): string {
  if (name === 'notes')
    return cell.replace(NUMBER, (all, at: string | undefined, number: string) =>
      at === undefined ? scaled(number, point) : all,
    );
  if (!AMOUNT.test(name) || NO_AMOUNT.test(name)) return cell;
  return cell.replace(LEADING, (number) => scaled(number, point));
}

function quoted(cell: string): string {
  return /[",;\n\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function read(name: string, text: string): ParsedFile | FileProblem {
  return parseFile({ name, bytes: new TextEncoder().encode(text) });
}

function isNear(own: Decimal, wanted: Decimal): boolean {
  const difference = absolute(own - wanted);
  return difference === ZERO || divide(difference, absolute(wanted)) <= decimal('0.000000001');
}

/** All of a trade but its amounts. */
function identity({ qty: _qty, price: _price, fee: _fee, ...rest }: ParsedTrade): object {
  return rest;
}

describe('a shared export', () => {
  if (!isHere) it.skip('needs the folder ../shared/data/exports, which is not here', () => {});

  it.each(files)('$file under another name gives the same rows', ({ file }) => {
    const bytes = readFileSync(folder + file);
    expect(parseFile({ name: 'download (3).csv', bytes })).toEqual(parseFile({ name: file, bytes }));
  });

  it.each(files)('$file with every amount times 1.01 gives trades scaled by 1.01', ({ file }) => {
    const text = readFileSync(folder + file, 'utf8');
    const before = read(file, text);
    const after = read(file, scaledFile(text));
    if (isProblem(before) || isProblem(after)) {
      expect(isProblem(after)).toBe(isProblem(before));
      return;
    }
    expect(after.trades.map(identity), JSON.stringify(after.rejected)).toEqual(before.trades.map(identity));
    expect(after.ignored).toEqual(before.ignored);
    expect(after.rejected.map(({ line }) => line)).toEqual(before.rejected.map(({ line }) => line));
    after.trades.forEach((trade, index) => {
      const old = before.trades[index];
      if (!old) return;
      expect(isNear(trade.qty, multiply(old.qty, FACTOR)), `line ${trade.line} qty ${trade.qty}`).toBe(true);
      expect(isNear(trade.fee, multiply(old.fee, FACTOR)), `line ${trade.line} fee ${trade.fee}`).toBe(true);
      expect(isNear(trade.price, old.price), `line ${trade.line} price ${trade.price}`).toBe(true);
    });
  });
});
