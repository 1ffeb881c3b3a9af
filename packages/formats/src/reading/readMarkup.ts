import type { RawRecord } from './RecordSplitter.ts';
import { readXml } from './readXml.ts';

/** Elements of an IBKR Flex query that are rows of its trades. */
const FLEX_ROWS = new Set([
  'Trade',
  'TradeConfirm',
  'Order',
  'Lot',
  'WashSale',
  'SymbolSummary',
  'AssetSummary',
]);

/** True for a text that is XML or HTML and no table of cells. */
export function isMarkup(text: string): boolean {
  return /^\s*<(?:\?xml|!doctype|html|flexqueryresponse|flexstatements?)\b/i.test(text.slice(0, 200));
}

/** Rows of an IBKR Flex XML (one per element, columns = attributes) or of the tables of an HTML page; null when broken. */
export function readMarkup(text: string): RawRecord[] | null {
  if (!/<FlexQueryResponse|<FlexStatement/i.test(text.slice(0, 2000))) return readHtmlRows(text);
  const rows: { line: number; attributes: Record<string, string> }[] = [];
  try {
    readXml(text, {
      open: (name, attributes, line) => {
        if (FLEX_ROWS.has(name)) rows.push({ line, attributes });
      },
      text: () => undefined,
      close: () => undefined,
    });
  } catch {
    return null;
  }
  const columns = [...new Set(rows.flatMap(({ attributes }) => Object.keys(attributes)))];
  const records = rows.map(({ line, attributes }) => ({
    line,
    cells: columns.map((name) => attributes[name] ?? ''),
  }));
  return [{ line: 0, cells: columns }, ...records];
}

/** Cells of all `<tr>`; MetaTrader hides spacer cells, which are no columns. Cut, not matched, so that it stays linear. */
function readHtmlRows(html: string): RawRecord[] {
  const records: RawRecord[] = [];
  let line = 1;
  let at = 0;
  for (const piece of html.split(/(?=<tr\b)/i)) {
    const cells = /^<tr\b/i.test(piece) ? readHtmlCells(piece) : [];
    if (cells.some((cell) => cell !== '')) records.push({ line, cells });
    line += countNewlines(html, at, at + piece.length);
    at += piece.length;
  }
  return records;
}

function readHtmlCells(row: string): string[] {
  return row
    .split(/(?=<t[dh]\b)/i)
    .slice(1)
    .filter((cell) => !/^<t[dh]\b[^<>]*class\s*=\s*["']?hidden/i.test(cell))
    .map((cell) => plainText(cell.split(/<\/t[dhr]\b/i, 1)[0] ?? ''));
}

function countNewlines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

function plainText(html: string): string {
  return html
    .replace(/<[^<>]*>/g, '')
    .replace(/&(?:#(\d{1,6})|(\w{2,6}));/g, (whole, code: string | undefined, name: string | undefined) =>
      code ? String.fromCodePoint(Math.min(Number(code), 0x10ffff)) : (ENTITIES[name ?? ''] ?? whole),
    )
    .trim();
}
