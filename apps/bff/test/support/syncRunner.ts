import { buildHouse, layFoundation } from '../../src/composition.ts';
import { readConfig } from '../../src/config/env.ts';
import { createLogger } from '../../src/lib/telemetry/logger.ts';

/** A process that runs one sync as the worker does; a test kills it in the middle. */
const [databaseUrl = '', coinbaseUrl = '', userId = '', connectionId = ''] = process.argv.slice(2);
const config = readConfig({
  DATABASE_URL: databaseUrl,
  DATA_DIR: '.',
  APP_SECRET: 'a secret of tests, long enough to pass',
  MASTER_KEYS: 'YSBtYXN0ZXIga2V5IG9mIHRlc3RzLCAzMiBieXRlcyE',
  COINBASE_API_URL: coinbaseUrl,
  LOG_LEVEL: 'silent',
});
const foundation = await layFoundation(config, 'worker', { databasePool: 2, queuePool: 2 });
const house = buildHouse(foundation);
const handler = house.jobs.find((jobs) => jobs.syncBroker)?.syncBroker;
const context = {
  signal: new AbortController().signal,
  log: createLogger('test', 'silent'),
  attempt: 1,
  isTurnOver: () => false,
};
await handler?.run({ v: 1, userId, connectionId }, context);
await foundation.close();
