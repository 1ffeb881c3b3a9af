import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { familyOf, launch, temporaryFolder } from '../../packages/launcher/test/support/launcherProcess.ts';

/** The product as `npm start` runs it, on a data folder and a port of its own. */
export interface Stack {
  address: string;
  /** The letter to the address, as soon as it is written. */
  letterTo(address: string): Promise<string>;
  /** Ends the api at once, as a crash would; the launcher starts it again. */
  killApi(): Promise<void>;
  stop(): Promise<void>;
}

export async function startStack(): Promise<Stack> {
  const folder = await temporaryFolder();
  const launcher = launch(['--port', '0', '--data-dir', join(folder.path, 'data')]);
  const stop = async () => {
    launcher.child.kill('SIGTERM');
    await launcher.ended;
    await folder.remove();
  };
  const address = await launcher.address.catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    address,
    stop,
    letterTo: (to) => letterTo(join(folder.path, 'data/mail'), to),
    killApi: async () => process.kill(await apiOf(launcher.pid), 'SIGKILL') && undefined,
  };
}

async function apiOf(launcherPid: number): Promise<number> {
  for (const pid of await familyOf(launcherPid)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('apps/bff/dist/server.js')) return pid;
  }
  throw new Error('there is no api process');
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
