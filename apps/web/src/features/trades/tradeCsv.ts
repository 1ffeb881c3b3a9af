import type { TradeRow } from '@twin/shared/dto/trade';
import { fetchTrades, type TradeFilter } from '../../lib/api/trades.ts';
import type { TradeColumn } from './columns.tsx';

/** Every row of the view, with the exact values of its columns; times in UTC. */
export async function readCsv(
  filter: TradeFilter,
  columns: readonly TradeColumn[],
  signal: AbortSignal,
): Promise<string> {
  const lines = [lineOf(columns.map(({ title }) => title))];
  let cursor: string | undefined;
  do {
    const page = await fetchTrades(filter, cursor, signal);
    lines.push(...page.items.map((trade) => rowOf(trade, columns)));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return `${lines.join('\n')}\n`;
}

export function rowOf(trade: TradeRow, columns: readonly TradeColumn[]): string {
  return lineOf(columns.map(({ text }) => text(trade)));
}

function lineOf(cells: readonly string[]): string {
  return cells.map(quoted).join(',');
}

/** Quoted where it must be; a cell that a spreadsheet would compute is kept as text by an apostrophe. */
function quoted(cell: string): string {
  const text = /^[=@\t\r]|^[+-](?![\d.])/.test(cell) ? `'${cell}` : cell;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Hands a text to the person as a file. */
export function saveFile(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
