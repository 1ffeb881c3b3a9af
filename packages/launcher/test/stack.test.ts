import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  familyOf,
  type LauncherProcess,
  launch,
  survivors,
  temporaryFolder,
} from './support/launcherProcess.ts';

let base: Awaited<ReturnType<typeof temporaryFolder>>;
let dataDir: string;
const started: LauncherProcess[] = [];
beforeEach(async () => {
  base = await temporaryFolder();
  dataDir = join(base.path, 'data');
});
afterEach(async () => {
  for (const launcher of started.splice(0)) {
    launcher.child.kill('SIGTERM');
    await launcher.ended;
  }
  await base.remove();
});

/** A view of the files of its own, in which nothing has been started before. */
const HIDDEN_SYSTEM_FOLDER = ['unshare', '--mount', 'sh', '-c'];

function canHideSystemFolder(): boolean {
  const [command = '', ...args] = [...HIDDEN_SYSTEM_FOLDER, 'mount -t tmpfs none /var/lib'];
  return spawnSync(command, args).status === 0;
}

function start(...args: string[]): LauncherProcess {
  const launcher = launch(['--port', '0', '--data-dir', dataDir, ...args]);
  started.push(launcher);
  return launcher;
}

async function isReady(address: string): Promise<boolean> {
  return (await fetch(`${address}/readyz`)).status === 200;
}

describe('npm start', () => {
  it('serves api and web on an empty folder, and leaves no process after Ctrl-C', async () => {
    const launcher = start();
    const address = await launcher.address;
    expect(await isReady(address)).toBe(true);
    const page = await fetch(address);
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/html'),
    ]);
    const family = await familyOf(launcher.pid);
    expect(family.length).toBeGreaterThan(4);
    launcher.child.kill('SIGINT');
    expect(await launcher.ended).toBe(0);
    expect(await survivors(family)).toEqual([]);
    expect(await readdir(join(dataDir, 'run'))).toEqual([]);
  });

  it('keeps its secrets in files of its own account and prints none', async () => {
    const launcher = start();
    await launcher.address;
    const secrets = await readdir(join(dataDir, 'secrets'));
    expect(secrets).toContain('app-secret');
    for (const name of secrets) {
      const path = join(dataDir, 'secrets', name);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      const value = (await readFile(path, 'utf8')).trim();
      expect(launcher.output()).not.toContain(value);
      for (const log of await readdir(join(dataDir, 'logs'))) {
        expect(await readFile(join(dataDir, 'logs', log), 'utf8')).not.toContain(value);
      }
    }
  });

  it('recovers after kill -9: what was left running is ended, the data is there', async () => {
    const killed = start();
    await killed.address;
    const left = (await familyOf(killed.pid)).filter((pid) => pid !== killed.pid);
    killed.child.kill('SIGKILL');
    await killed.ended;
    const next = start();
    expect(await isReady(await next.address)).toBe(true);
    expect(await survivors(left)).toEqual([]);
  });

  it('goes on when it cannot write down what runs, and stops all of it', async () => {
    const launcher = start();
    const address = await launcher.address;
    const { children } = JSON.parse(await readFile(join(dataDir, 'run', 'launcher.json'), 'utf8')) as {
      children: { pid: number }[];
    };
    await rm(join(dataDir, 'run'), { recursive: true });
    for (const { pid } of children) process.kill(pid, 'SIGKILL');
    await expect.poll(() => launcher.output(), { timeout: 30_000 }).toContain('could not be noted');
    await expect.poll(() => isReady(address).catch(() => false), { timeout: 60_000 }).toBe(true);
    const family = await familyOf(launcher.pid);
    launcher.child.kill('SIGINT');
    expect(await launcher.ended).toBe(0);
    expect(await survivors(family)).toEqual([]);
  });

  it('ends cleanly when it is stopped in the middle of starting', async () => {
    const launcher = start();
    await expect
      .poll(() => readdir(join(dataDir, 'logs')).catch(() => []), { timeout: 60_000 })
      .toContain('postgres.log');
    const family = await familyOf(launcher.pid);
    launcher.child.kill('SIGTERM');
    expect(await launcher.ended).toBe(0);
    expect(await survivors(family)).toEqual([]);
  });

  it('says who is in the way when the port is taken, and leaves nothing running', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const port = (other.address() as { port: number }).port;
    try {
      const launcher = start('--port', String(port));
      expect(await launcher.ended).toBe(1);
      expect(launcher.output()).toContain(`port ${port} is taken by another program`);
      expect(launcher.output()).toContain(`--port ${port + 1}`);
    } finally {
      await new Promise((done) => other.close(done));
    }
  });

  it('ends with its status although something in it still waits', async () => {
    const waits = 'data:text/javascript,setInterval(() => {}, 1e6)';
    const launcher = launch(['--port', 'none'], { NODE_OPTIONS: `--import "${waits}"` });
    started.push(launcher);
    await expect.poll(() => launcher.output(), { timeout: 60_000 }).toContain('is not a port');
    expect(await launcher.ended).toBe(1);
  });

  it('refuses a folder of something else and touches nothing in it', async () => {
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'letter.txt'), 'dear');
    const launcher = start();
    expect(await launcher.ended).toBe(1);
    expect(launcher.output()).toMatch(/not a data folder of Trading Twin[\s\S]*What to do: .*--data-dir/);
    expect(await readdir(dataDir)).toEqual(['letter.txt']);
  });

  it.skipIf(process.getuid?.() !== 0)(
    "starts where root's database account cannot enter (skipped unless the tests run as root)",
    async () => {
      const closed = join(base.path, 'closed');
      await mkdir(closed, { mode: 0o700 });
      dataDir = join(closed, 'data');
      const launcher = start();
      expect(await isReady(await launcher.address)).toBe(true);
      const { id } = JSON.parse(await readFile(join(dataDir, 'instance.json'), 'utf8')) as { id: string };
      launcher.child.kill('SIGTERM');
      await launcher.ended;
      const cluster = join('/var/lib/trading-twin', id);
      expect((await stat(cluster)).mode & 0o777).toBe(0o700);
      await Promise.all([cluster, `${cluster}.origin`].map((path) => rm(path, { recursive: true })));
      await chmod(closed, 0o755);
    },
  );

  it.skipIf(!canHideSystemFolder())(
    'makes the database there under a strict umask too (skipped unless root may mount)',
    async () => {
      const closed = join(base.path, 'closed');
      await mkdir(closed, { mode: 0o700 });
      const launcher = launch(['--port', '0', '--data-dir', join(closed, 'data')], {}, [
        ...HIDDEN_SYSTEM_FOLDER,
        'mount -t tmpfs none /var/lib && umask 077 && exec "$@"',
        'sh',
      ]);
      started.push(launcher);
      expect(await isReady(await launcher.address)).toBe(true);
    },
  );
});
