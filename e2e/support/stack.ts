import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startRedis } from '../../apps/bff/test/support/redisServer.ts';
import { launch, temporaryFolder } from '../../packages/launcher/test/support/launcherProcess.ts';
import { programOf, startDoubles } from './doubledStack.ts';

/** The product as `npm start` runs it, on a data folder and a port of its own. */
export interface Stack {
  address: string;
  /** The letter to the address, as soon as it is written. */
  letterTo(address: string): Promise<string>;
  /** Ends the api at once, as a crash would; the launcher starts it again. */
  killApi(): Promise<void>;
  stop(): Promise<void>;
}

/** With E2E_DOUBLED two apis and two workers share one database; its value says what carries jobs and events. */
const DOUBLED = process.env['E2E_DOUBLED'];

/** `variables` are the person's own, as they would set them; a port is named where another server has to know it. */
export async function startStack(variables: Record<string, string> = {}, port = 0): Promise<Stack> {
  const folder = await temporaryFolder();
  const redis = DOUBLED === 'redis' ? await startRedis() : null;
  const env = { ...variables, ...(redis ? { REDIS_URL: redis.url } : {}) };
  const launcher = launch(['--port', String(port), '--data-dir', join(folder.path, 'data')], env);
  const stop = async () => {
    launcher.child.kill('SIGTERM');
    await launcher.ended;
    await redis?.stop();
    await folder.remove();
  };
  const address = await launcher.address.catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const letters = { letterTo: (to: string) => letterTo(join(folder.path, 'data/mail'), to) };
  if (DOUBLED === undefined) {
    const killApi = async () => void process.kill(await programOf(launcher.pid, 'server.js'), 'SIGKILL');
    return { address, stop, killApi, ...letters };
  }
  const doubles = await startDoubles(launcher.pid, address);
  return {
    address: doubles.address,
    killApi: doubles.killApis,
    stop: async () => {
      await doubles.stop();
      await stop();
    },
    ...letters,
  };
}

async function letterTo(folder: string, to: string): Promise<string> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    for (const name of await readdir(folder).catch(() => [])) {
      const letter = name.endsWith('.eml') ? await readFile(join(folder, name), 'utf8') : '';
      if (letter.includes(`To: ${to}\r\n`)) return letter;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`no letter to ${to} within 30 s`);
}
