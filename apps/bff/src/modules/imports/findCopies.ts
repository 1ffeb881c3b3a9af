import type { TradeDto } from '@twin/shared/dto/trade';
import type { ImportRepos } from './importRepos.ts';
import { ARCHIVE_FORMAT } from './openArchive.ts';
import type { CopyCandidate, CopySource } from './TradeCopyRepo.ts';

/** What says that two fills are one. */
export type Fingerprinted = Pick<
  TradeDto,
  'id' | 'broker' | 'extId' | 'account' | 'symbol' | 'side' | 'qty' | 'price' | 'ts'
>;

const SECOND_MS = 1_000;

/**
 * Which fills another source has brought already under another id (decision 6): by account, symbol, side, quantity,
 * price and second, each stored trade for one fill at most. `claimed` keeps them apart over the batches of a preview.
 * @returns by the fill's own id, the stored trade
 */
export async function findCopies(
  repos: Pick<ImportRepos, 'tradeCopies' | 'trades'>,
  userId: string,
  source: CopySource,
  fills: readonly Fingerprinted[],
  claimed: Set<string> = new Set(),
): Promise<Map<string, string>> {
  const copies = new Map<string, string>();
  if (fills.length === 0 || !(await repos.tradeCopies.hasOtherSources(userId, source))) return copies;
  const ids = fills.map(({ id }) => id);
  const known = new Set(await repos.trades.listKnownIds(userId, ids));
  for (const { id, tradeId } of await repos.tradeCopies.list(userId, ids)) {
    copies.set(id, tradeId);
    claimed.add(tradeId);
  }
  const open = fills.filter(({ id }) => !known.has(id) && !copies.has(id));
  if (open.length === 0) return copies;
  const candidates = await repos.tradeCopies.candidates(userId, source, spanOf(open));
  const pool = new Map<string, CopyCandidate[]>();
  for (const candidate of candidates) {
    if (known.has(candidate.id) || claimed.has(candidate.id)) continue;
    const key = fingerprint(candidate, candidate.ts.getTime());
    pool.set(key, [...(pool.get(key) ?? []), candidate]);
  }
  for (const fill of open) {
    const alike = pool.get(fingerprint(fill, Date.parse(fill.ts))) ?? [];
    const place = alike.findIndex((candidate) => !haveEqualIds(fill, candidate, source));
    const [found] = place === -1 ? [] : alike.splice(place, 1);
    if (!found) continue;
    copies.set(fill.id, found.id);
    claimed.add(found.id);
  }
  return copies;
}

function spanOf(fills: readonly Fingerprinted[]): { accounts: string[]; since: Date; until: Date } {
  const seconds = fills.map(({ ts }) => secondOf(Date.parse(ts)));
  const first = seconds.reduce((least, second) => Math.min(least, second));
  const last = seconds.reduce((most, second) => Math.max(most, second));
  return {
    accounts: [...new Set(fills.map(({ account }) => account))],
    since: new Date(first * SECOND_MS),
    until: new Date((last + 1) * SECOND_MS),
  };
}

function secondOf(ts: number): number {
  return Math.floor(ts / SECOND_MS);
}

function fingerprint(
  { account, symbol, side, qty, price }: Pick<Fingerprinted, 'account' | 'symbol' | 'side' | 'qty' | 'price'>,
  ts: number,
): string {
  return [account, symbol, side, qty, price, secondOf(ts)].join('\n');
}

/** An export of ours keeps the ids of its sources: where both are of one kind they would be equal for one fill. */
function haveEqualIds(fill: Fingerprinted, candidate: CopyCandidate, { format }: CopySource): boolean {
  if (!candidate.isRestored && format !== ARCHIVE_FORMAT) return false;
  return fill.broker === candidate.broker && isByContent(fill) === isByContent(candidate);
}

function isByContent({ account, extId }: Pick<Fingerprinted, 'account' | 'extId'>): boolean {
  return extId.startsWith(`${account}:h:`);
}
