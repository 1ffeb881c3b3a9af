import { createRequire } from 'node:module';
import { buildApi } from './buildApi.ts';
import { layFoundation } from './composition.ts';
import { ConfigError, readConfig } from './config/env.ts';
import { keepWasmLean } from './lib/leanWasm.ts';
import { stopOnSignal } from './lib/shutdown.ts';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

keepWasmLean();
try {
  const foundation = await layFoundation(readConfig(), 'api', { databasePool: 8, queuePool: 2 });
  const api = await buildApi(foundation, { version });
  stopOnSignal(api.stop, foundation.log);
  foundation.log.info({ address: await api.start() }, 'listening');
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}
