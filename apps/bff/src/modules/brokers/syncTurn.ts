/**
 * What tells a sync from the others of its connection: the time that it was due. It stays while the sync runs; whoever
 * ends the sync moves it, and so does whoever renews the grant.
 */
export interface SyncTurn {
  userId: string;
  id: string;
  nextSyncAt: Date;
}

export function isSameTurn(one: Pick<SyncTurn, 'nextSyncAt'>, other: Pick<SyncTurn, 'nextSyncAt'>): boolean {
  return one.nextSyncAt.getTime() === other.nextSyncAt.getTime();
}

/** When a grant is first used: now, and in another turn than a sync that still runs with the grant before it. */
export function firstTurn(now: Date, before: Pick<SyncTurn, 'nextSyncAt'> | null): Date {
  return before && isSameTurn(before, { nextSyncAt: now }) ? new Date(now.getTime() - 1) : now;
}
