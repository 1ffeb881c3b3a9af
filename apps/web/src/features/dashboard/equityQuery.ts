import { queryOptions } from '@tanstack/react-query';
import { fetchEquity } from '../../lib/api/account.ts';
import { keys } from '../../lib/api/keys.ts';

/** The curve, which also tells the calendar where to begin. */
export function equityQuery(account: string | undefined, asset: string) {
  return queryOptions({
    queryKey: keys.equity(account, asset),
    queryFn: () => fetchEquity(account, asset),
  });
}
