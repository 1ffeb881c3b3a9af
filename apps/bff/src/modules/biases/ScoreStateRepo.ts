import type { Transaction } from '../../lib/db.ts';

/** How far a person's scores have come; dataVersion counts every change that they depend on. */
export interface ScoreState {
  dataVersion: number;
  scoredVersion: number;
  reportVersion: number;
  /** Oldest fill time touched since the last score; null: nothing before the newest checkpoint. */
  rewindTo: Date | null;
  status: string;
  attempts: number;
  scoredAt: Date | null;
  engineVersion: string | null;
  modelVersion: string | null;
}

export interface Versions {
  engineVersion: string;
  modelVersion: string;
}

export interface Checkpoint extends Versions {
  /** The state is that after all decisions before this time. */
  ts: Date;
  state: Uint8Array<ArrayBuffer>;
}

export class ScoreStateRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  async find(userId: string): Promise<ScoreState | null> {
    return this.db.scoreState.findUnique({ where: { userId } });
  }

  /** @throws PrismaClientKnownRequestError P2025 for an unknown user: registration makes the row */
  async get(userId: string): Promise<ScoreState> {
    return this.db.scoreState.findUniqueOrThrow({ where: { userId } });
  }

  /**
   * Says that data changed from `since` on (null: from the first trade), in the transaction that changed it.
   * The row's status is what makes the sweeper score, should the job be lost. @returns the new data version
   */
  async markChanged(userId: string, since: Date | null): Promise<number> {
    const from = since ?? new Date(0);
    const [row] = await this.db.$queryRaw<{ version: number }[]>`
      INSERT INTO "ScoreState" AS s ("userId", "dataVersion", "rewindTo", status)
      VALUES (${userId}, 1, ${from}, 'due')
      ON CONFLICT ("userId") DO UPDATE SET
        "dataVersion" = s."dataVersion" + 1,
        "rewindTo" = least(s."rewindTo", excluded."rewindTo"),
        status = CASE s.status WHEN 'running' THEN 'running' ELSE 'due' END,
        attempts = CASE s.status WHEN 'running' THEN s.attempts ELSE 0 END
      RETURNING s."dataVersion" AS version`;
    return row?.version ?? 0;
  }

  /** As markChanged, for one part of a longer change: `markDue` follows when it is whole. */
  async markStale(userId: string, since: Date): Promise<void> {
    await this.db.$executeRaw`
      INSERT INTO "ScoreState" AS s ("userId", "dataVersion", "rewindTo") VALUES (${userId}, 1, ${since})
      ON CONFLICT ("userId") DO UPDATE SET
        "dataVersion" = s."dataVersion" + 1, "rewindTo" = least(s."rewindTo", excluded."rewindTo")`;
  }

  /** Asks for a score, whether data changed or an import only waits for its end. */
  async markDue(userId: string): Promise<void> {
    await this.db.$executeRaw`
      INSERT INTO "ScoreState" AS s ("userId", status) VALUES (${userId}, 'due')
      ON CONFLICT ("userId") DO UPDATE SET
        status = CASE s.status WHEN 'running' THEN 'running' ELSE 'due' END,
        attempts = CASE s.status WHEN 'running' THEN s.attempts ELSE 0 END`;
  }

  /**
   * Locks the row until commit. Whoever changes or deletes trades takes it before them, as a page of scores does: in
   * the other order the two would wait for each other.
   */
  async lock(userId: string): Promise<void> {
    await this.db.$queryRaw`SELECT FROM "ScoreState" WHERE "userId" = ${userId} FOR UPDATE`;
  }

  /** Marks as being worked on and locks the row until commit. */
  async begin(userId: string, now: Date): Promise<ScoreState> {
    return this.db.scoreState.update({
      where: { userId },
      data: { status: 'running', heartbeatAt: now, attempts: { increment: 1 } },
    });
  }

  async beat(userId: string, now: Date): Promise<void> {
    await this.db.scoreState.update({ where: { userId }, data: { heartbeatAt: now } });
  }

  /** Scores of `version` are stored. What changed meanwhile stays due, with its place to rewind to. */
  async finish(userId: string, version: number, versions: Versions, now: Date): Promise<void> {
    await this.db.$executeRaw`
      UPDATE "ScoreState" SET
        "scoredVersion" = ${version}, "scoredAt" = ${now}, "heartbeatAt" = ${now}, error = NULL, attempts = 0,
        "engineVersion" = ${versions.engineVersion}, "modelVersion" = ${versions.modelVersion},
        status = CASE WHEN "dataVersion" = ${version} THEN 'idle' ELSE 'due' END,
        "rewindTo" = CASE WHEN "dataVersion" = ${version} THEN NULL ELSE "rewindTo" END
      WHERE "userId" = ${userId}`;
  }

  /** A page of fills is scored and more wait: the checkpoint of this page is where the next one goes on. */
  async advance(userId: string, now: Date): Promise<void> {
    await this.db.scoreState.update({ where: { userId }, data: { rewindTo: null, heartbeatAt: now } });
  }

  async finishReport(userId: string, version: number): Promise<void> {
    await this.db.scoreState.update({ where: { userId }, data: { reportVersion: version } });
  }

  async fail(userId: string, error: { code: string; message: string }, now: Date): Promise<void> {
    await this.db.scoreState.update({
      where: { userId },
      data: { status: 'failed', error, heartbeatAt: now },
    });
  }

  /** The newest checkpoint at or before `ts` (null: of all) that these versions wrote. */
  async findCheckpoint(userId: string, ts: Date | null, versions: Versions): Promise<Checkpoint | null> {
    return this.db.scoreCheckpoint.findFirst({
      where: { userId, ...versions, ...(ts ? { ts: { lte: ts } } : {}) },
      orderBy: { ts: 'desc' },
    });
  }

  async putCheckpoint(userId: string, checkpoint: Checkpoint): Promise<void> {
    const { ts, ...rest } = checkpoint;
    await this.db.scoreCheckpoint.upsert({
      where: { userId_ts: { userId, ts } },
      create: { userId, ts, ...rest },
      update: rest,
    });
  }

  /** Checkpoints after a change are of a history that is no more. */
  async deleteCheckpointsAfter(userId: string, ts: Date): Promise<void> {
    await this.db.scoreCheckpoint.deleteMany({ where: { userId, ts: { gt: ts } } });
  }
  /** Times of all checkpoints, newest first. */
  async listCheckpointTimes(userId: string): Promise<Date[]> {
    const rows = await this.db.scoreCheckpoint.findMany({
      where: { userId },
      select: { ts: true },
      orderBy: { ts: 'desc' },
    });
    return rows.map((row) => row.ts);
  }

  async deleteCheckpoints(userId: string, times: readonly Date[]): Promise<void> {
    await this.db.scoreCheckpoint.deleteMany({ where: { userId, ts: { in: [...times] } } });
  }
}
