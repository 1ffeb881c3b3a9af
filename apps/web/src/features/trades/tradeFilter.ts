import { ANY_LABEL } from '@twin/shared/primitives/label';
import { TRADE_SORTS } from '@twin/shared/primitives/tradeSort';
import type { TradeFilter } from '../../lib/api/trades.ts';
import type { UrlChange } from '../../stores/urlState.ts';
import { formatTime, startOfDay } from '../../ui/format/time.ts';
import { isLabel } from '../../ui/patterns.ts';

/** The filter as it stands in the address: days of the person's zone, both inclusive, or a span of exact instants. */
export interface FilterAddress {
  symbol?: string | undefined;
  label?: string | undefined;
  account?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  sort?: string | undefined;
  order?: string | undefined;
}

/** What narrows the list down, by its name in the address. */
export const FILTER_NAMES = ['symbol', 'label', 'account', 'from', 'to', 'since', 'until'] as const;
export const NO_FILTER: UrlChange = Object.fromEntries(FILTER_NAMES.map((name) => [name, undefined]));

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** What the server is asked; a part of the address that makes no sense is left out. */
export function readFilter(address: FilterAddress, zone: string): TradeFilter {
  const filter: TradeFilter = {};
  const symbol = address.symbol?.trim();
  if (symbol) filter.symbol = symbol;
  if (isLabel(address.label) || address.label === ANY_LABEL) filter.label = address.label;
  if (address.account) filter.account = address.account;
  const since = [...instantsOf(address.since), ...startsOf(address.from, zone)].toSorted().at(-1);
  const until = [...instantsOf(address.until), ...startsOf(address.to, zone, 1)].toSorted()[0];
  if (since) filter.since = since;
  if (until) filter.until = until;
  const sort = TRADE_SORTS.find((known) => known === address.sort);
  if (sort) filter.sort = sort;
  if (address.order === 'asc') filter.order = 'asc';
  return filter;
}

function startsOf(day: string | undefined, zone: string, offsetDays = 0): string[] {
  return isDay(day) ? [startOfDay(day, zone, offsetDays)] : [];
}

function isDay(text: string | undefined): text is string {
  return text !== undefined && DAY.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

function instantsOf(text: string | undefined): string[] {
  return text !== undefined && INSTANT.test(text) && !Number.isNaN(Date.parse(text)) ? [text] : [];
}

/** A span of exact instants on the clock of `zone`; null where the address names none. */
export function spanWords({ since, until }: FilterAddress, zone: string): string | null {
  const clock = (instant: string) => formatTime(instant, zone).slice(0, 16);
  const words = [
    ...instantsOf(since).map((instant) => `from ${clock(instant)}`),
    ...instantsOf(until).map((instant) => `before ${clock(instant)}`),
  ];
  return words.length === 0 ? null : words.join(', ');
}
