import { createRequire } from 'node:module';
import { buildHouse, layFoundation } from './composition.ts';
import { readConfig } from './config/env.ts';
import { describeApi } from './lib/http/openapi.ts';

/** Prints what this app offers to others as JSON, for the reference pages: nothing is opened, nothing listens. */
const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
const config = readConfig({
  DATABASE_URL: 'postgresql://nobody@localhost/nothing',
  APP_SECRET: 'is never used: only names and shapes are printed',
  MASTER_KEYS: Buffer.alloc(32).toString('base64'),
  DATA_DIR: '.',
});
const foundation = await layFoundation(config, 'api', { databasePool: 1, queuePool: 1 });
const metrics = await foundation.metrics.registry.getMetricsAsJSON();
const openapi = describeApi(buildHouse(foundation).routes, version);
console.info(
  JSON.stringify({ openapi, metrics: metrics.map(({ name, help, type }) => ({ name, help, type })) }),
);
await foundation.close();
