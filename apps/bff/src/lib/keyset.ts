import { AppError } from '@twin/shared/errors/AppError';

/** A place in a list that is ordered by (ts, id): it stays right while rows come and go around it. */
export interface Keyset {
  ts: Date;
  id: string;
}

export function encodeCursor(row: Keyset): string {
  return Buffer.from(`${row.ts.getTime()}:${row.id}`).toString('base64url');
}

/** @throws AppError INVALID_INPUT when the text is no cursor of ours */
export function decodeCursor(cursor: string): Keyset {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [, ms, id] = /^(-?\d{1,15}):(.+)$/s.exec(text) ?? [];
  if (ms === undefined || id === undefined) throw foreignCursor();
  return { ts: new Date(Number(ms)), id };
}

/** A place in a list that is ordered by any column, then by id; `key` is the column's value as text. */
export interface SortedPlace {
  sort: string;
  key: string;
  id: string;
}

export function encodePlace({ sort, key, id }: SortedPlace): string {
  return Buffer.from(JSON.stringify([sort, key, id])).toString('base64url');
}

/** @throws AppError INVALID_INPUT when the text is no place of a list in this order */
export function decodePlace(cursor: string, sort: string, key: RegExp): SortedPlace {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const parts = /^\["(\w+)","([^"\\]*)","([^"\\]*)"\]$/.exec(text) ?? [];
  const [, ofSort, found, id] = parts;
  if (ofSort !== sort || found === undefined || id === undefined || !key.test(found)) throw foreignCursor();
  return { sort, key: found, id };
}

function foreignCursor(): AppError {
  return new AppError('INVALID_INPUT', {
    fields: [{ path: 'cursor', message: 'is no cursor of this list', fix: 'send nextCursor unchanged' }],
  });
}

/** Cuts a page of at most `limit` from rows of which one more was asked for. */
export function pageOf<Row extends Keyset>(
  rows: Row[],
  limit: number,
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? encodeCursor(last) : null };
}

/** The part of a Prisma query that reads a page of a person's rows, newest created first, one row more than asked. */
export function newestCreated(userId: string, cursor: string | undefined, limit: number) {
  const after = cursor === undefined ? null : decodeCursor(cursor);
  return {
    where: {
      userId,
      ...(after && { OR: [{ createdAt: { lt: after.ts } }, { createdAt: after.ts, id: { lt: after.id } }] }),
    },
    orderBy: [{ createdAt: 'desc' as const }, { id: 'desc' as const }],
    take: limit + 1,
  };
}

/** Cuts the page that `newestCreated` has read. */
export function pageOfCreated<Row extends { createdAt: Date; id: string }>(
  rows: Row[],
  limit: number,
): { items: Row[]; nextCursor: string | null } {
  return pageOf(
    rows.map((row) => ({ ...row, ts: row.createdAt })),
    limit,
  );
}
