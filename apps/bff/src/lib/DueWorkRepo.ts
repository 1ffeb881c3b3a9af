import type { Transaction } from './db.ts';

export interface DueWork {
  kind: 'import' | 'score' | 'report' | 'rules' | 'simulation' | 'reflection' | 'export';
  userId: string;
  id: string;
}

/** The status rows across all people, for the sweeper; needs no user. */
export class DueWorkRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** What waits, and what was begun and gave no sign of life since `silentSince`; up to `limit` of each kind. */
  async list(silentSince: Date, limit: number): Promise<DueWork[]> {
    return this.db.$queryRaw<DueWork[]>`SELECT * FROM due_work(${silentSince}, ${limit}::int)`;
  }
}
