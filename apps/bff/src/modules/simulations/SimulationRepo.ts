import { Prisma } from '../../generated/client.ts';
import type { Transaction } from '../../lib/db.ts';

export interface NewSimulation {
  kind: string;
  /** null for the back-test of a rule. */
  tradeId: string | null;
  params: Prisma.InputJsonObject;
  /** Hash of all that the result depends on. */
  inputHash: string;
  engineVersion: string;
}

export type StoredSimulation = Prisma.SimulationModel;

export class SimulationRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** The simulation of this input: the one that is there, else a new one that waits. */
  async ensure(userId: string, simulation: NewSimulation): Promise<StoredSimulation> {
    const where = { userId_inputHash: { userId, inputHash: simulation.inputHash } };
    const known = await this.db.simulation.findUnique({ where });
    if (known) return known;
    await this.db.simulation.createMany({ data: [{ ...simulation, userId }], skipDuplicates: true });
    return this.db.simulation.findUniqueOrThrow({ where });
  }

  /** Puts a finished or failed one in line again, as if it had never been tried. */
  async renew(userId: string, id: string): Promise<StoredSimulation> {
    return this.db.simulation.update({
      where: { id, userId },
      data: { status: 'queued', finishedAt: null, error: Prisma.DbNull, attempts: 0 },
    });
  }

  async find(userId: string, id: string): Promise<StoredSimulation | null> {
    return this.db.simulation.findFirst({ where: { id, userId } });
  }

  /** Takes a waiting or running one up. @returns null when there is nothing to do */
  async begin(userId: string, id: string, now: Date): Promise<StoredSimulation | null> {
    const [simulation] = await this.db.simulation.updateManyAndReturn({
      where: { id, userId, status: { in: ['queued', 'running'] } },
      data: { status: 'running', heartbeatAt: now, attempts: { increment: 1 } },
    });
    return simulation ?? null;
  }

  async finish(userId: string, id: string, result: Prisma.InputJsonObject, now: Date): Promise<void> {
    await this.db.simulation.updateMany({
      where: { id, userId },
      data: { status: 'done', result, finishedAt: now, heartbeatAt: now },
    });
  }

  async fail(userId: string, id: string, error: { code: string; message: string }, now: Date): Promise<void> {
    await this.db.simulation.updateMany({
      where: { id, userId },
      data: { status: 'failed', error, finishedAt: now, heartbeatAt: now },
    });
  }
}
