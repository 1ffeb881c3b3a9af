import type { BrokerFill, FillPage } from '../../ports/broker.ts';
import type { IncomingTrade } from './storeTrades.ts';
import type { SyncState } from './syncState.ts';

/** Where the fills of a connection go. */
export interface BrokerTarget {
  broker: string;
  account: string;
}

/** The same identity as a file gives a fill that carries the venue's id (decision 1). */
export function extIdOf(
  account: string,
  { symbol, venueId }: Pick<BrokerFill, 'symbol' | 'venueId'>,
): string {
  return `${account}:${symbol}:${venueId}`;
}

/** A venue's fill on its way in. */
export function tradeOfFill({ broker, account }: BrokerTarget, fill: BrokerFill): IncomingTrade {
  const { venueId, ...rest } = fill;
  return {
    ...rest,
    ...{ broker, account, extId: extIdOf(account, { symbol: fill.symbol, venueId }) },
    ...{ line: null, lines: [0], startPosition: null },
  };
}

/** The page without the problems that were told before; one entry per fill, since pages may overlap. */
export function freshRows(page: FillPage, state: SyncState): Pick<FillPage, 'fills' | 'problems'> {
  const told = new Set(state.told);
  const fills = new Map(page.fills.map((fill) => [`${fill.symbol}\n${fill.venueId}`, fill]));
  return {
    fills: [...fills.values()],
    problems: page.problems.filter(({ venueId, field }) => !told.has(toldKey(venueId, field))),
  };
}

export function toldKey(venueId: string, field: string): string {
  return `${venueId}/${field}`;
}
