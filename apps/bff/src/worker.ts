import { buildWorker } from './buildWorker.ts';
import { layFoundation } from './composition.ts';
import { ConfigError, readConfig } from './config/env.ts';
import { keepWasmLean } from './lib/leanWasm.ts';
import { stopOnSignal } from './lib/shutdown.ts';

keepWasmLean();
try {
  const foundation = await layFoundation(readConfig(), 'worker', { databasePool: 4, queuePool: 2 });
  const worker = await buildWorker(foundation);
  stopOnSignal(worker.stop, foundation.log);
  await worker.start();
  foundation.log.info('working');
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}
