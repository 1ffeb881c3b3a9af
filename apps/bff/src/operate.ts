import { parseArgs } from 'node:util';
import type { QueueName } from '@twin/shared/jobs/catalog';
import { buildHouse, layFoundation } from './composition.ts';
import { ConfigError, readConfig } from './config/env.ts';

const USAGE = `node apps/bff/dist/operate.js dead-letters          jobs that were given up, one JSON line each
node apps/bff/dist/operate.js replay QUEUE ID        puts one back in line
node apps/bff/dist/operate.js replay --all           puts all of them back
node apps/bff/dist/operate.js restore-candles USER WEEK_END
                                                     puts back the candles that the digest of that week was computed from
It needs the environment of the worker (DATABASE_URL, REDIS_URL, DATA_DIR, APP_SECRET).`;

/** For whoever runs the service: looks at what was given up and tries it again, and puts candles of a told week back. */
async function operate(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { all: { type: 'boolean', default: false } },
  });
  const [verb, queueName = '', id = ''] = positionals;
  const weekEnd = new Date(id);
  const isRestore = verb === 'restore-candles' && queueName !== '' && !Number.isNaN(weekEnd.getTime());
  if (verb !== 'dead-letters' && verb !== 'replay' && !isRestore) {
    console.error(USAGE);
    return 2;
  }
  const foundation = await layFoundation(readConfig(), 'worker', { databasePool: 1, queuePool: 2 });
  const { queue, close } = foundation;
  try {
    if (isRestore) {
      await buildHouse(foundation).candleSnapshots.restore(queueName, weekEnd);
      console.log('put back; the scores follow');
      return 0;
    }
    const letters = await queue.deadLetters();
    if (verb === 'dead-letters') {
      for (const letter of letters) console.log(JSON.stringify(letter));
      return 0;
    }
    const wanted = letters.filter((letter) => values.all || (letter.queue === queueName && letter.id === id));
    for (const letter of wanted) await queue.replay(letter.queue as QueueName, letter.id);
    console.log(`${wanted.length} put back in line`);
    return wanted.length > 0 || values.all ? 0 : 1;
  } finally {
    await close();
  }
}

try {
  process.exitCode = await operate(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}
