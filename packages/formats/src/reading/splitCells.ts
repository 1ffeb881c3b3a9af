/** Cells of one record; `isBroken` when a quoted cell was not closed as the rules of CSV demand. */
export interface Cells {
  cells: string[];
  isBroken: boolean;
}

/** Splits one record at its delimiter. A cell with stray quotes is taken up to the next delimiter, quotes removed. */
export function splitCells(text: string, delimiter: string): Cells {
  if (!text.includes('"')) return { cells: text.split(delimiter), isBroken: false };
  const cells: string[] = [];
  let isBroken = false;
  let at = 0;
  while (at <= text.length) {
    const quoted = text[at] === '"' ? quotedCell(text, at, delimiter) : null;
    if (quoted) {
      cells.push(quoted.cell);
      at = quoted.next;
      continue;
    }
    const end = nextOrEnd(text, delimiter, at);
    const cell = text.slice(at, end);
    if (cell.includes('"')) isBroken = true;
    cells.push(text[at] === '"' ? cell.replaceAll('"', '') : cell);
    at = end + delimiter.length;
  }
  return { cells, isBroken };
}

function quotedCell(text: string, start: number, delimiter: string): { cell: string; next: number } | null {
  let cell = '';
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return null;
    cell += text.slice(from, quote);
    if (text[quote + 1] === '"') {
      cell += '"';
      from = quote + 2;
      continue;
    }
    if (quote + 1 === text.length) return { cell, next: text.length + 1 };
    return text.startsWith(delimiter, quote + 1) ? { cell, next: quote + 1 + delimiter.length } : null;
  }
}

function nextOrEnd(text: string, delimiter: string, from: number): number {
  const end = text.indexOf(delimiter, from);
  return end === -1 ? text.length : end;
}
