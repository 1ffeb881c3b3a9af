import { changedAddress } from '../../stores/urlState.ts';

/** The trades page narrowed down to what a number counts. */
export function tradesAddress(filter: {
  symbol?: string | undefined;
  label?: string | undefined;
  account?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  id?: string | undefined;
}): string {
  return changedAddress('/trades', '', filter);
}
