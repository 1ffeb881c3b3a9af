import { describe, expect, it } from 'vitest';
import { joinHandlers } from '../src/lib/queue/handlers.ts';
import { createLogger } from '../src/lib/telemetry/logger.ts';
import { Threads } from '../src/lib/threads.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, registerPerson } from './support/testHouse.ts';
import { writtenHistory } from './support/writtenHistory.ts';

/** Says what it was given, and is done when that was answered. */
const ECHO = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort, workerData } from 'node:worker_threads';
    parentPort.once('message', () => parentPort.postMessage({ kind: 'done' }));
    parentPort.postMessage({ kind: 'said', said: workerData });`)}`,
);
const LIMITS = { slots: 1, heapMb: 64, timeoutMs: 60_000 };

/** Runs the echo under a name; `heard` has whoever spoke so far, and each goes on when it is let. */
function withEchoes(threads: Threads) {
  const heard: string[] = [];
  const go = new Map<string, (failure?: Error) => void>();
  const run = (name: string) =>
    threads.run<string>(ECHO, name, async (said) => {
      const gone = new Promise<void>((done, fail) => {
        go.set(said, (failure) => (failure ? fail(failure) : done()));
      });
      heard.push(said);
      await gone;
    });
  const isHeard = (name: string) => expect.poll(() => heard, { timeout: 20_000 }).toContain(name);
  return { heard, run, isHeard, let: (name: string, failure?: Error) => go.get(name)?.(failure) };
}

describe('threads of which all are taken', () => {
  it('let a job wait in line, also behind one that fails', async () => {
    const echoes = withEchoes(new Threads({ ...LIMITS, whenFull: 'wait' }));
    const first = echoes.run('first');
    const second = echoes.run('second');
    const third = echoes.run('third');
    await echoes.isHeard('first');
    echoes.let('first', new Error('no answer'));
    await expect(first).rejects.toThrow('no answer');
    await echoes.isHeard('second');
    expect(echoes.heard).toEqual(['first', 'second']);
    echoes.let('second');
    await second;
    await echoes.isHeard('third');
    echoes.let('third');
    await third;
    const late = echoes.run('late');
    await echoes.isHeard('late');
    echoes.let('late');
    await late;
  });

  it('refuse a request, and take the next one when it is over', async () => {
    const echoes = withEchoes(new Threads({ ...LIMITS, whenFull: 'refuse' }));
    const first = echoes.run('first');
    await expect(echoes.run('second')).rejects.toMatchObject({ code: 'PREVIEW_BUSY' });
    await echoes.isHeard('first');
    echoes.let('first');
    await first;
    const third = echoes.run('third');
    await echoes.isHeard('third');
    echoes.let('third');
    await third;
    expect(echoes.heard).toEqual(['first', 'third']);
  });

  it('have a free one again after one that could not even begin', async () => {
    const threads = new Threads({ ...LIMITS, whenFull: 'refuse' });
    const cannotBeSent = () => {};
    await expect(threads.run(ECHO, cannotBeSent, async () => {})).rejects.toThrow(/could not be cloned/);
    await expect(threads.run(ECHO, 'next', async () => {})).resolves.toBeUndefined();
  });
});

it('two people whose reports are due at once both get theirs', async () => {
  const database = await createTestDatabase();
  const house = await createTestHouse(database);
  const people = await Promise.all([registerPerson(house), registerPerson(house)]);
  for (const [seed, person] of people.entries()) {
    await person.importFile(writtenHistory({ fills: 60, seed: seed + 1 }));
  }
  const { reportBiases } = joinHandlers(house.house.jobs);
  const turn = { signal: new AbortController().signal, log: createLogger('test', 'silent'), attempt: 1 };
  await Promise.all(
    people.map(({ id }) => reportBiases.run({ v: 1, userId: id }, { ...turn, isTurnOver: () => false })),
  );
  const rows = await query(
    database.adminUrl,
    `SELECT "reportVersion" = "scoredVersion" AS "isReported" FROM "ScoreState" WHERE "userId" = ANY($1)`,
    [people.map(({ id }) => id)],
  );
  expect(rows).toEqual([{ isReported: true }, { isReported: true }]);
});
