import { HEADER, historyRows } from '../../apps/bff/test/support/writtenHistory.ts';
import { type BenchHouse, type BenchPerson, runJob } from '../benchHouse.ts';
import { processorSeconds } from '../processorTime.ts';
import { storedBytes } from './tables.ts';

/** What a person's data goes through: the file or page is stored, scored, and reported on. */
export const STEPS = ['import', 'score', 'report'] as const;
export type Step = (typeof STEPS)[number];

/** Processor seconds of one step, in Node and in PostgreSQL. */
export interface Spent {
  node: number;
  postgres: number;
}

/** What one account of so many fills cost, on average of the people who have one. */
export interface Sample {
  fills: number;
  people: number;
  /** The whole history at once. */
  history: Record<Step, Spent>;
  /** One fill more. */
  addition: Record<Step, Spent>;
  bytes: number;
}

/** Brings in an account for each of the people, then one fill more for each, and takes what every step cost. */
export async function measureAccounts(house: BenchHouse, fills: number, people: number): Promise<Sample> {
  const before = await storedBytes(house.adminUrl);
  const [history, addition] = [nothing(), nothing()];
  for (let person = 0; person < people; person += 1) {
    const account = await house.register();
    const rows = historyRows({ fills: fills + 1, seed: fills + person });
    add(history, await bring(house, account, rows.slice(0, fills)), people);
    add(addition, await bring(house, account, rows.slice(fills)), people);
  }
  const bytes = ((await storedBytes(house.adminUrl)) - before) / people;
  return { fills, people, history, addition, bytes };
}

/** Processor seconds of storing one history, among what the tables hold already. */
export async function measureImport(house: BenchHouse, fills: number, seed: number): Promise<Spent> {
  const account = await house.register();
  return (await bring(house, account, historyRows({ fills, seed }))).import;
}

async function bring(
  house: BenchHouse,
  { id: userId, upload }: BenchPerson,
  rows: readonly string[],
): Promise<Record<Step, Spent>> {
  const file = [HEADER, ...rows, ''].join('\n');
  const importId = { id: '' };
  return {
    import: await spentOn(house, async () => {
      importId.id = await upload(file);
      await runJob(house, 'importFills', { v: 1, userId, importId: importId.id });
    }),
    score: await spentOn(house, () => runJob(house, 'scoreDecisions', { v: 1, userId })),
    report: await spentOn(house, () => runJob(house, 'reportBiases', { v: 1, userId })),
  };
}

export async function spentOn(
  { postgresPid }: Pick<BenchHouse, 'postgresPid'>,
  work: () => Promise<unknown>,
): Promise<Spent> {
  const [cpu, postgres] = [process.cpuUsage(), await processorSeconds(postgresPid)];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { node: (user + system) / 1e6, postgres: (await processorSeconds(postgresPid)) - postgres };
}

function nothing(): Record<Step, Spent> {
  const [first, second, third] = STEPS.map((): Spent => ({ node: 0, postgres: 0 }));
  return { import: first, score: second, report: third } as Record<Step, Spent>;
}

function add(sum: Record<Step, Spent>, spent: Record<Step, Spent>, people: number): void {
  for (const step of STEPS) {
    sum[step].node += spent[step].node / people;
    sum[step].postgres += spent[step].postgres / people;
  }
}
