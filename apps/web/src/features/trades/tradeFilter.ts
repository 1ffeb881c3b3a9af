import { ANY_LABEL } from '@twin/shared/primitives/label';
import { TRADE_SORTS } from '@twin/shared/primitives/tradeSort';
import type { TradeFilter } from '../../lib/api/trades.ts';
import { startOfDay } from '../../ui/format/time.ts';
import { isLabel } from '../../ui/patterns.ts';

/** The filter as it stands in the address: days of the person's zone, both inclusive. */
export interface FilterAddress {
  symbol?: string | undefined;
  label?: string | undefined;
  account?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  sort?: string | undefined;
  order?: string | undefined;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What the server is asked; a part of the address that makes no sense is left out. */
export function readFilter(address: FilterAddress, zone: string): TradeFilter {
  const filter: TradeFilter = {};
  const symbol = address.symbol?.trim();
  if (symbol) filter.symbol = symbol;
  if (isLabel(address.label) || address.label === ANY_LABEL) filter.label = address.label;
  if (address.account) filter.account = address.account;
  if (isDay(address.from)) filter.since = startOfDay(address.from, zone);
  if (isDay(address.to)) filter.until = startOfDay(address.to, zone, 1);
  const sort = TRADE_SORTS.find((known) => known === address.sort);
  if (sort) filter.sort = sort;
  if (address.order === 'asc') filter.order = 'asc';
  return filter;
}

function isDay(text: string | undefined): text is string {
  return text !== undefined && DAY.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}
