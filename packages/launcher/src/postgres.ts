import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { open, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findCluster } from './clusterPlace.ts';
import { type DataFolder, openDataFolder, placeFor, secretValue } from './dataFolder.ts';
import { type Cluster, openCluster } from './postgresCluster.ts';
import { serverSettings } from './postgresSettings.ts';
import { commandLine, identify, type ProcessIdentity, stopProcess } from './processTable.ts';
import { StartError } from './StartError.ts';
import { serverAccount } from './serverAccount.ts';

/** Below those of outgoing connections, of which one could take a free port before it is listened on. */
const FREE_PORTS = [20_000, 32_768] as const;

/** A running PostgreSQL that this program started. */
export interface PostgresServer {
  port: number;
  /** Where the cluster's files are; outside the data folder when that is closed to root's account. */
  clusterDir: string;
  process: ProcessIdentity;
  /** Connection as the bootstrap superuser, for provisioning only; nothing else may be handed this. */
  adminUrl(database: string): string;
  /** Settles when the server has ended, asked or not. */
  exited: Promise<void>;
  /** Fast shutdown: sessions are ended, everything committed is on disk, no process is left. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  dataDir: string;
  /** A loopback port; any free one when absent. */
  port?: number;
  /** Added to or replacing the settings of postgresSettings.ts, e.g. `{ fsync: 'off' }` in tests. */
  settings?: Readonly<Record<string, string>>;
}

const ADMIN = 'twin_admin';
const READY_MS = 60_000;
const PID_FILE = 'postmaster.pid';

/**
 * Starts PostgreSQL on a free loopback port with its files in the data folder, making them on first use.
 * A server that an earlier, killed start has left on the same files is stopped first.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const folder = await openDataFolder(options.dataDir);
  const password = await secretValue(folder, 'postgres-admin');
  const cluster = await openCluster(folder, { user: ADMIN, password });
  await stopLeftover(cluster);
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const outcome = await launch(cluster, folder, { port, ...serverSettings(), ...options.settings });
    if (outcome.ready) return handle(cluster, outcome, port, password);
    // Another program may take the port between our look and PostgreSQL's; orphaned sessions of a killed
    // server need a moment to end before their shared memory may be replaced.
    const passing = /could not bind|Address already in use|shared memory block .* is still in use/;
    if (attempt === 10 || !passing.test(outcome.log)) throw refused(cluster, outcome.log);
    await delay(100 * attempt);
  }
}

function handle(cluster: Cluster, started: Started, port: number, password: string): PostgresServer {
  return {
    port,
    clusterDir: cluster.path,
    process: started.process,
    exited: started.exited,
    adminUrl: (database) => `postgresql://${ADMIN}:${password}@127.0.0.1:${port}/${database}`,
    stop: () => stopServer(started.process),
  };
}

/** SIGINT is PostgreSQL's fast shutdown; its children end with it, so the group is not signalled. */
async function stopServer(server: ProcessIdentity): Promise<void> {
  await stopProcess(server, { signal: 'SIGINT', graceMs: 30_000, group: false });
}

/**
 * A postmaster.pid is left by a server that still runs (our starter was killed) or by one that was killed
 * itself. The first is stopped; the second's file is removed when its number now belongs to another program.
 */
async function stopLeftover(cluster: Cluster): Promise<void> {
  const lines = await statusLines(cluster.path);
  if (lines === null) return;
  const found = await serverOf(cluster.path, lines);
  if (found) await stopServer(found);
  else await rm(join(cluster.path, PID_FILE), { force: true });
}

/** The port of the server that runs on the folder's cluster now; null when none does. */
export async function runningPostgres(folder: DataFolder): Promise<number | null> {
  const path = await findCluster(folder, await serverAccount());
  const lines = path === null ? null : await statusLines(path);
  if (path === null || lines === null || !(await serverOf(path, lines))) return null;
  return Number(lines[3]);
}

/** What the server has written of itself: process number first, port fourth; null when there is nothing. */
async function statusLines(clusterPath: string): Promise<string[] | null> {
  const lines = (await readFile(join(clusterPath, PID_FILE), 'utf8').catch(() => '')).split('\n');
  return Number(lines[0]) > 1 ? lines : null;
}

/** The process of that number, if it is a server on this cluster and not a later program. */
async function serverOf(clusterPath: string, lines: readonly string[]): Promise<ProcessIdentity | null> {
  const pid = Number(lines[0]);
  const found = await identify(pid);
  return found && (await commandLine(pid))?.includes(`-D ${clusterPath}`) ? found : null;
}

interface Started {
  ready: true;
  process: ProcessIdentity;
  exited: Promise<void>;
}

type Outcome = Started | { ready: false; log: string };

async function launch(
  cluster: Cluster,
  folder: DataFolder,
  settings: Readonly<Record<string, string | number>>,
): Promise<Outcome> {
  const logPath = await placeFor(folder, 'logs', 'postgres.log');
  const log = await open(logPath, 'a', 0o600);
  try {
    const logStart = (await log.stat()).size;
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = spawn(cluster.binaries.postgres, ['-D', cluster.path, ...flags], {
      ...cluster.account,
      cwd: cluster.path,
      env: { LC_ALL: 'C' },
      // Its own session: Ctrl-C in the terminal reaches the starter alone, which stops things in order.
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    let ended = false;
    const exited = new Promise<void>((done) => child.once('exit', () => done()));
    void exited.then(() => {
      ended = true;
    });
    await new Promise<void>((done, fail) => {
      child.once('spawn', done);
      child.once('error', fail);
    });
    child.unref();
    const pid = child.pid ?? 0;
    if (await becomesReady(cluster, pid, () => ended)) {
      const identity = await identify(pid);
      if (identity) return { ready: true, process: identity, exited };
    }
    if (!ended) child.kill('SIGKILL');
    return { ready: false, log: (await readFile(logPath)).subarray(logStart).toString('utf8') };
  } finally {
    await log.close();
  }
}

/** The eighth line of postmaster.pid is the server's own word for its state, which pg_ctl reads as well. */
async function becomesReady(cluster: Cluster, pid: number, ended: () => boolean): Promise<boolean> {
  const deadline = performance.now() + READY_MS;
  while (!ended() && performance.now() < deadline) {
    const lines = await statusLines(cluster.path);
    if (Number(lines?.[0]) === pid && lines?.[7]?.trim() === 'ready') return true;
    await delay(10);
  }
  return false;
}

function refused(cluster: Cluster, log: string): StartError {
  const lines = log.split('\n').filter((line) => /FATAL|PANIC|ERROR|HINT|DETAIL/.test(line));
  const reason = (lines.length > 0 ? lines : log.split('\n')).slice(-4).join(' ').trim();
  return new StartError(
    `PostgreSQL does not start on ${cluster.path}: ${reason || 'it gave no reason'}`,
    'mend the cause above, put the data folder back from a backup, or choose another one with --data-dir',
  );
}

/** A loopback port that is free at this moment. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(...FREE_PORTS);
    if (await canListen(port)) return port;
  }
}

function canListen(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? done(false) : fail(error),
    );
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}
