import { AppError } from '@twin/shared/errors/AppError';
import type { ObjectStore } from '../../ports/objectStore.ts';
import type { JobQueue } from '../../ports/queue.ts';
import type { StoredSeries } from './CandleRepo.ts';
import type { CandleSnapshot } from './CandleSnapshotRepo.ts';
import { barsOf, hashOf, PartList, partsOf, putText, readText } from './candleParts.ts';
import type { MarketDatabase } from './marketRepos.ts';

export interface CandleSnapshotDeps {
  database: Pick<MarketDatabase, 'forUser'>;
  objects: ObjectStore;
  queue: JobQueue;
}

const BEGIN = new Date(0);
const END = new Date(Date.UTC(3000, 0, 1));
const TIMEOUT_MS = 120_000;

/**
 * Keeps the candles that each week's digest was computed from, month by month and named by their content, so that the
 * digest can be computed again to the byte when venues have long changed or forgotten theirs.
 */
export class CandleSnapshotService {
  private readonly deps: CandleSnapshotDeps;

  constructor(deps: CandleSnapshotDeps) {
    this.deps = deps;
  }

  /** @returns how many weeks were kept */
  async keepDue(userId: string): Promise<number> {
    const weeks = await this.deps.database.forUser(userId, ({ candleSnapshots }) =>
      candleSnapshots.listDue(userId),
    );
    if (weeks.length === 0) return 0;
    const { list, texts } = await this.read(userId);
    const sha256 = hashOf(list);
    texts.set(keyOf(userId, sha256), list);
    for (const { weekEnd, revision } of weeks) {
      const objectKeys = [...texts.keys()].reverse();
      await this.keep(userId, { weekEnd, revision, sha256, objectKeys }, texts);
    }
    return weeks.length;
  }

  /**
   * Puts the candles of a week's digest back in place of those of now; the scores follow.
   * @throws AppError NOT_FOUND, SNAPSHOT_BROKEN, OBJECT_MISSING
   */
  async restore(userId: string, weekEnd: Date): Promise<void> {
    const { database, objects, queue } = this.deps;
    const kept = await database.forUser(userId, (repos) => repos.candleSnapshots.find(userId, weekEnd));
    if (!kept || kept.revision === 0) throw new AppError('NOT_FOUND');
    const list = await readText(objects, keyOf(userId, kept.sha256), kept.sha256);
    const { series } = PartList.parse(JSON.parse(list));
    const read = await Promise.all(
      series.map(async ({ parts, ...one }) => {
        const texts = await Promise.all(parts.map((hash) => readText(objects, keyOf(userId, hash), hash)));
        return { ...one, bars: barsOf(texts) };
      }),
    );
    await database.forUser(
      userId,
      async ({ candles, scoreStates }) => {
        for (const { id, source } of await candles.listSeries(userId)) {
          if (source !== 'demo') await candles.deleteSeries(userId, id);
        }
        for (const { bars, coveredFrom, coveredUntil, ...one } of read) {
          const { id } = await candles.ensureSeries(userId, one);
          await candles.upsertMany(userId, id, bars);
          if (coveredFrom === null || coveredUntil === null) continue;
          await candles.cover(userId, id, new Date(coveredFrom), new Date(coveredUntil));
        }
        await scoreStates.markChanged(userId, null);
      },
      { timeoutMs: TIMEOUT_MS },
    );
    await queue.enqueue('scoreDecisions', { v: 1, userId }, { dedupeKey: userId });
  }

  /** All candles of the person as of one moment: the list, and the texts of its parts by their keys. */
  private async read(userId: string): Promise<{ list: string; texts: Map<string, string> }> {
    const texts = new Map<string, string>();
    const series = await this.deps.database.forUser(
      userId,
      async ({ candles }) => {
        const listed: PartList['series'] = [];
        for (const one of await candles.listSeries(userId)) {
          if (one.source === 'demo') continue;
          const parts = partsOf(await candles.load(userId, one.id, BEGIN, END));
          for (const { sha256, text } of parts) texts.set(keyOf(userId, sha256), text);
          listed.push({ ...headOf(one), parts: parts.map(({ sha256 }) => sha256) });
        }
        return listed;
      },
      { timeoutMs: TIMEOUT_MS, isSnapshot: true },
    );
    const list: PartList = { v: 1, series };
    return { list: JSON.stringify(list), texts };
  }

  /** The row knows its objects before they are there, and is whole when they are: none is ever left that no row names. */
  private async keep(
    userId: string,
    snapshot: CandleSnapshot,
    texts: ReadonlyMap<string, string>,
  ): Promise<void> {
    const { database, objects } = this.deps;
    const { before, after } = await database.forUser(userId, async ({ candleSnapshots }) => {
      const known = await candleSnapshots.list(userId);
      await candleSnapshots.put(userId, { ...snapshot, revision: 0 });
      return { before: known, after: await candleSnapshots.list(userId) };
    });
    const stored = keysOf(before.filter(({ revision }) => revision > 0));
    const named = keysOf(after);
    for (const key of snapshot.objectKeys) {
      if (!stored.has(key)) await putText(objects, key, texts.get(key) ?? '');
    }
    await database.forUser(userId, ({ candleSnapshots }) => candleSnapshots.put(userId, snapshot));
    for (const key of keysOf(before)) if (!named.has(key)) await objects.remove(key);
  }
}

function keysOf(snapshots: readonly CandleSnapshot[]): Set<string> {
  return new Set(snapshots.flatMap(({ objectKeys }) => objectKeys));
}

function headOf({ symbol, granularityMs, source, coveredFrom, coveredUntil }: StoredSeries) {
  const from = coveredFrom?.toISOString() ?? null;
  return {
    symbol,
    granularityMs,
    source,
    coveredFrom: from,
    coveredUntil: coveredUntil?.toISOString() ?? null,
  };
}

function keyOf(userId: string, sha256: string): string {
  return `candles/${userId}/${sha256}.gz`;
}
