import { parseArgs } from 'node:util';
import { DigestDto } from '@twin/shared/dto/digest';
import type { QueueName } from '@twin/shared/jobs/catalog';
import { buildHouse, type Foundation, layFoundation } from './composition.ts';
import { ConfigError, readConfig } from './config/env.ts';

type Verb = (foundation: Foundation, first: string, second: string) => Promise<number>;

const USAGE = `node apps/bff/dist/operate.js dead-letters          jobs that were given up, one JSON line each
node apps/bff/dist/operate.js replay QUEUE ID        puts one back in line
node apps/bff/dist/operate.js replay --all           puts all of them back
node apps/bff/dist/operate.js write-digest USER WEEK_END
                                                     writes the digest of that week anew and prints it: the same bytes as before, or a revision
node apps/bff/dist/operate.js restore-candles USER WEEK_END
                                                     puts back the candles that the digest of that week was computed from
WEEK_END is the periodEnd of a digest, such as 2024-03-25T00:00:00.000Z.
It needs the environment of the worker (DATABASE_URL, REDIS_URL, DATA_DIR, APP_SECRET).`;

const VERBS: Record<string, Verb> = {
  'dead-letters': async ({ queue }) => {
    for (const letter of await queue.deadLetters()) console.log(JSON.stringify(letter));
    return 0;
  },
  replay: async ({ queue }, queueName, id) => {
    const isAll = queueName === '';
    const letters = await queue.deadLetters();
    const wanted = letters.filter((letter) => isAll || (letter.queue === queueName && letter.id === id));
    for (const letter of wanted) await queue.replay(letter.queue as QueueName, letter.id);
    console.log(`${wanted.length} put back in line`);
    return wanted.length > 0 || isAll ? 0 : 1;
  },
  'write-digest': async (foundation, userId, weekEnd) => {
    const digest = await buildHouse(foundation).writeDigest(userId, weekEnd);
    // As the api prints it, whatever order of keys the database keeps.
    console.log(JSON.stringify(DigestDto.parse(digest)));
    return 0;
  },
  'restore-candles': async (foundation, userId, weekEnd) => {
    await buildHouse(foundation).candleSnapshots.restore(userId, new Date(weekEnd));
    console.log('put back; the scores follow');
    return 0;
  },
};

/** For whoever runs the service: jobs that were given up, digests written again, candles of a told week. */
async function operate(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { all: { type: 'boolean' } },
  });
  const [name = '', first = '', second = ''] = positionals;
  const verb = VERBS[name];
  if (!verb || !isComplete(name, values.all ?? false, first, second)) {
    console.error(USAGE);
    return 2;
  }
  const foundation = await layFoundation(readConfig(), 'worker', { databasePool: 1, queuePool: 2 });
  try {
    return await verb(foundation, first, second);
  } finally {
    await foundation.close();
  }
}

function isComplete(name: string, isAll: boolean, first: string, second: string): boolean {
  if (name === 'dead-letters') return true;
  if (name === 'replay') return isAll ? first === '' : first !== '' && second !== '';
  return first !== '' && !Number.isNaN(Date.parse(second));
}

try {
  process.exitCode = await operate(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}
