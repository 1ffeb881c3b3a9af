import type { RawRecord } from './RecordSplitter.ts';
import { type ArchiveFile, textOf } from './readArchive.ts';
import { readXml } from './readXml.ts';

interface Workbook {
  strings: string[];
  /** For each cell style: whether it shows a date. */
  isDate: boolean[];
  /** Days from the workbook's day 0 to 1970. */
  epochDays: number;
}

const DAY = 86_400_000;
/** Number formats that Excel itself calls dates and times. */
const DATE_FORMATS = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47]);

export function isWorkbook(files: readonly ArchiveFile[]): boolean {
  return files.some(({ name }) => name === 'xl/workbook.xml');
}

/** The sheets of an xlsx as rows of text, line = row number. Cells styled as dates become `2024-01-02 03:04:05`. */
export function readWorkbook(files: readonly ArchiveFile[]): RawRecord[][] {
  const workbook: Workbook = {
    strings: readStrings(textOf(files, 'xl/sharedStrings.xml') ?? ''),
    isDate: readDateStyles(textOf(files, 'xl/styles.xml') ?? ''),
    epochDays: /date1904="(?:1|true)"/.test(textOf(files, 'xl/workbook.xml') ?? '') ? 24107 : 25569,
  };
  return files
    .filter(({ name }) => /^xl\/worksheets\/[^/]+\.xml$/.test(name))
    .sort((a, b) => sheetNumber(a.name) - sheetNumber(b.name))
    .map(({ name }) => readSheet(textOf(files, name) ?? '', workbook));
}

function sheetNumber(name: string): number {
  return Number(/(\d+)\.xml$/.exec(name)?.[1] ?? '0');
}

function readSheet(xml: string, workbook: Workbook): RawRecord[] {
  const records: RawRecord[] = [];
  let cells: string[] = [];
  let cell = { column: 0, type: '', style: 0 };
  let text = '';
  let line = 0;
  readXml(xml, {
    open: (name, attributes) => {
      if (name === 'row') {
        line = Number(attributes['r'] ?? line + 1);
        cells = [];
      } else if (name === 'c') {
        const column = attributes['r'] ? columnOf(attributes['r']) : cells.length;
        cell = { column, type: attributes['t'] ?? 'n', style: Number(attributes['s'] ?? '0') };
        text = '';
      }
    },
    text: (piece) => {
      text += piece;
    },
    close: (name) => {
      if (name === 'c') {
        while (cells.length < cell.column) cells.push('');
        cells[cell.column] = cellText(text, cell.type, cell.style, workbook);
      } else if (name === 'row' && cells.some((value) => value.trim() !== '')) records.push({ line, cells });
      else if (name === 'f') text = '';
    },
  });
  return records;
}

function cellText(text: string, type: string, style: number, workbook: Workbook): string {
  if (type === 's') return workbook.strings[Number(text)] ?? '';
  if (type !== 'n' || text === '') return text;
  const value = Number(text);
  if (Number.isNaN(value)) return text;
  if (!workbook.isDate[style]) return String(value);
  const ms = Math.round((value - workbook.epochDays) * DAY);
  return new Date(ms)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.000Z$|Z$/, '');
}

/** `C5` is the third column. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of /^[A-Z]{1,3}/.exec(reference)?.[0] ?? 'A')
    column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

function readStrings(xml: string): string[] {
  const strings: string[] = [];
  let text = '';
  let isPhonetic = false;
  readXml(xml, {
    open: (name) => {
      if (name === 'si') text = '';
      else if (name === 'rPh') isPhonetic = true;
    },
    text: (piece) => {
      if (!isPhonetic) text += piece;
    },
    close: (name) => {
      if (name === 'si') strings.push(text);
      else if (name === 'rPh') isPhonetic = false;
    },
  });
  return strings;
}

function readDateStyles(xml: string): boolean[] {
  const ownDates = new Set<number>();
  const isDate: boolean[] = [];
  let isCellStyle = false;
  readXml(xml, {
    open: (name, attributes) => {
      if (
        name === 'numFmt' &&
        /[ymdhs]/i.test((attributes['formatCode'] ?? '').replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''))
      )
        ownDates.add(Number(attributes['numFmtId']));
      else if (name === 'cellXfs') isCellStyle = true;
      else if (name === 'xf' && isCellStyle) {
        const format = Number(attributes['numFmtId'] ?? '0');
        isDate.push(DATE_FORMATS.has(format) || ownDates.has(format));
      }
    },
    text: () => undefined,
    close: (name) => {
      if (name === 'cellXfs') isCellStyle = false;
    },
  });
  return isDate;
}
