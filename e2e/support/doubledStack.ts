import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { freePort } from '@twin/launcher/postgres';
import { familyOf } from '../../packages/launcher/test/support/launcherProcess.ts';

/** A second api and a second worker beside those of a launcher, behind one address. */
export interface Doubles {
  address: string;
  /** Ends both apis at once; both come back. */
  killApis(): Promise<void>;
  stop(): Promise<void>;
}

/** @returns the process of the launcher that runs `script` */
export async function programOf(launcherPid: number, script: string): Promise<number> {
  for (const pid of await familyOf(launcherPid)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(`apps/bff/out/${script}`)) return pid;
  }
  throw new Error(`${script} does not run`);
}

/** Starts the doubles with the environment of their originals; connections go to the two apis in turn. */
export async function startDoubles(launcherPid: number, original: string): Promise<Doubles> {
  const port = await freePort();
  const children = new Map<string, ChildProcess>();
  let isOver = false;
  const start = async (script: string, env: NodeJS.ProcessEnv): Promise<void> => {
    const child = spawn(process.execPath, [`apps/bff/out/${script}`], { env, stdio: 'ignore' });
    children.set(script, child);
    child.once('exit', () => void (isOver || start(script, env)));
  };
  const envOf = async (script: string) => environmentOf(await programOf(launcherPid, script));
  await start('worker.js', await envOf('worker.js'));
  await start('server.js', { ...(await envOf('server.js')), PORT: String(port) });
  const double = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${double}/readyz`).catch(() => null))?.ok) await new Promise(setImmediate);
  const door = await openDoor([Number(new URL(original).port), port]);
  return {
    address: door.address,
    killApis: async () => {
      children.get('server.js')?.kill('SIGKILL');
      process.kill(await programOf(launcherPid, 'server.js'), 'SIGKILL');
    },
    stop: async () => {
      isOver = true;
      await door.close();
      await Promise.all([...children.values()].map(end));
    },
  };
}

async function environmentOf(pid: number): Promise<NodeJS.ProcessEnv> {
  const lines = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0').filter(Boolean);
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** Passes each connection on to the next port in turn. */
async function openDoor(ports: readonly number[]): Promise<{ address: string; close(): Promise<void> }> {
  let turn = 0;
  const door = createServer((client) => {
    turn += 1;
    const server = connect({ host: '127.0.0.1', port: ports[turn % ports.length] ?? 0 });
    client.pipe(server).pipe(client);
    const close = () => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.on('error', close).on('close', close);
  });
  const clients = new Set<Socket>();
  door.on('connection', (client) => {
    clients.add(client);
    client.once('close', () => clients.delete(client));
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  return {
    address: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    close: async () => {
      for (const client of clients) client.destroy();
      door.close();
      await once(door, 'close');
    },
  };
}
