import type { Header } from '../reading/Header.ts';
import type { ColumnMapping } from '../row.ts';

type Field = keyof ColumnMapping;

/** What tables call the part of an order that was filled, and how the order ended. */
const FILLED = [/^(?:filled|executed)(?:[ _]?(?:qty|quantity|amount|size))?$/];
const STATE = [/^(?:order[ _]?)?(?:status|state)$/];

/** Column names that mean a field, the clearest first: the first pattern that any column fits decides. */
const NAMES: Readonly<Record<Field, readonly RegExp[]>> = {
  time: [
    /^(?:(?:trade|fill|filled|executed|execution|transaction|order)?[ _]?(?:time|date|datetime|timestamp|date[ _/]?time)(?:[ _]?(?:utc|gmt))?|(?:created|executed|filled|closed)[ _]?at)(?: ?\(.*\))?$/,
  ],
  symbol: [
    /^(?:symbol|pair|market|product|instrument|ticker|currency pair|trading pair|coin pair|contract)s?$/,
  ],
  side: [
    /^(?:b\/s|buy\/sell|buy ?or ?sell)$/,
    /^(?:side|order side|direction|action|trade type)$/,
    /^(?:type|transaction type)$/,
  ],
  qty: [...FILLED, /^(?:qty|quantity|size|shares|units)$/, /^(?:amount|volume|vol)$/],
  price: [
    /^(?:(?:avg\.?|average)[ _]?)?(?:fill|filled|execution|executed|trading)[ _]?(?:fill )?price$|^(?:avg\.?|average)[ _]?price$/,
    /^(?:price|rate|(?:trade|unit)[ _]?(?:fill )?price)$/,
  ],
  fee: [/^(?:fees?|commission|trading fee|fee amount|total fee|transaction fee)$/],
  feeAsset: [/^(?:fee[ _]?(?:asset|currency|coin|unit)|commission[ _]?(?:asset|currency))$/],
  quote: [/^(?:currency|quote|quote[ _](?:asset|currency)|price currency)$/],
  // A bare `UID` numbers the account.
  id: [
    /^(?:(?:trade|fill|execution|exec|transaction|tx)[ _]?(?:id|uid|no\.?|number)|_?(?:id|no\.?|number))$/,
  ],
  orderId: [/^order[ _]?(?:id|no\.?|number)$/],
  account: [/^(?:account|portfolio|sub-?account)$/],
};

/** What the columns of an unknown table seem to hold: shown to the person, who corrects and confirms it. */
export function guessMapping(columns: readonly string[]): Partial<ColumnMapping> {
  const left = columns.map((column) => ({
    column,
    name: column.replaceAll('\ufeff', '').trim().toLowerCase(),
  }));
  const mapping: Partial<ColumnMapping> = {};
  for (const field of Object.keys(NAMES) as Field[]) {
    const index = clearest(
      left.map(({ name }) => name),
      NAMES[field],
    );
    const found = left[index];
    if (!found) continue;
    mapping[field] = found.column;
    left.splice(index, 1);
  }
  return mapping;
}

/** The guess when it covers all that a trade needs. */
export function wholeMapping(header: Header): ColumnMapping | null {
  const { time, symbol, side, qty, price, ...rest } = guessMapping(header.names);
  if (!time || !symbol || !side || !qty || !price) return null;
  return { time, symbol, side, qty, price, ...rest };
}

/** The name of the time column, which may state its zone; '' without one. */
export function timeColumn({ names }: Header): string {
  return names[clearest(names, NAMES.time)] ?? '';
}

/** The columns in which a table of orders tells what was filled of each and how it ended. */
export interface OrderColumns {
  filled: string | null;
  state: string | null;
}

export function orderColumns({ names }: Header): OrderColumns {
  return {
    filled: names[clearest(names, FILLED)] ?? null,
    state: names[clearest(names, STATE)] ?? null,
  };
}

/** Index of the first name that fits the earliest pattern which any name fits, or -1. */
function clearest(names: readonly string[], patterns: readonly RegExp[]): number {
  for (const pattern of patterns) {
    const index = names.findIndex((name) => pattern.test(name));
    if (index !== -1) return index;
  }
  return -1;
}
