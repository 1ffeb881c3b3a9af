import { execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  APP_ROLE,
  OWNER_ROLE,
  provisionDatabase,
  provisionRoles,
  urlFor,
} from '@twin/launcher/databaseRoles';
import { openDataFolder } from '@twin/launcher/dataFolder';
import { freePort, startPostgres } from '@twin/launcher/postgres';
import { openCluster, removeCluster } from '@twin/launcher/postgresCluster';
import pg from 'pg';
import { openDatabase } from '../../src/lib/db.ts';
import { migrate } from '../../src/lib/migrate.ts';
import { bindRepos } from '../../src/repos.ts';
import { cleanUp } from './cleanUp.ts';
import { until } from './deferred.ts';
import { PASSWORDS } from './globalSetup.ts';
import { query, type TestDatabase } from './testDatabase.ts';

const NAME = 'twin';
/** What a server needs beside the launcher's settings to have a standby. */
const REPLICATED = { wal_level: 'replica', max_wal_senders: '4', fsync: 'off' };

/** A PostgreSQL of its own with a migrated database, and a hot standby that streams from it; ended after the file. */
export async function startReplicated() {
  const folder = await openDataFolder(await mkdtemp(join(tmpdir(), 'twin-primary-')));
  const server = await startPostgres({ dataDir: folder.path, settings: REPLICATED });
  cleanUp(async () => {
    await server.stop();
    await removeCluster(server.clusterDir);
    await rm(folder.path, { recursive: true, force: true });
  });
  const admin = server.adminUrl(NAME);
  await provisionRoles(admin, PASSWORDS);
  await provisionDatabase(admin);
  const ownerUrl = urlFor(admin, { role: OWNER_ROLE, password: PASSWORDS.owner });
  await migrate(ownerUrl);
  const appUrl = urlFor(admin, { role: APP_ROLE, password: PASSWORDS.app });
  const standbyAdmin = await startStandby(folder, server.clusterDir, admin);
  const standby = openDatabase({ url: samePlace(appUrl, standbyAdmin), poolSize: 2 }, bindRepos);
  const primary: TestDatabase = {
    ...openDatabase({ url: appUrl, poolSize: 5 }, bindRepos),
    ...{ appUrl, ownerUrl, adminUrl: admin },
  };
  cleanUp(async () => {
    await standby.close();
    await primary.close();
  });
  return { primary, standby, standbyAdmin };
}

/** @returns the superuser's connection to it */
async function startStandby(
  folder: Awaited<ReturnType<typeof openDataFolder>>,
  clusterDir: string,
  admin: string,
): Promise<string> {
  const { binaries, account } = await openCluster(folder, { user: '', password: '' });
  const path = `${clusterDir}-standby`;
  await copyRunning(clusterDir, path, admin);
  const port = await freePort();
  const { username, password, port: primaryPort } = new URL(admin);
  const settings = {
    ...{ port, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off' },
    ...{ max_connections: 60, io_method: 'sync', hot_standby_feedback: 'on' },
    primary_conninfo: `host=127.0.0.1 port=${primaryPort} user=${username} password=${password}`,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(binaries.postgres, ['-D', path, ...flags], {
    ...account,
    ...{ cwd: path, env: { LC_ALL: 'C' }, stdio: 'ignore' },
  });
  let isRunning = true;
  const ended = new Promise<void>((done) => server.once('exit', () => done()));
  void ended.then(() => {
    isRunning = false;
  });
  cleanUp(async () => {
    server.kill('SIGINT');
    await ended;
    await rm(path, { recursive: true, force: true });
  });
  const standby = samePlace(admin, `postgresql://127.0.0.1:${port}`);
  await until(async () => {
    if (!isRunning) throw new Error('the standby ended');
    return query(standby, 'SELECT 1').then(Boolean, () => false);
  });
  return standby;
}

/** A base backup by PostgreSQL's own functions, as the binaries come without pg_basebackup. */
async function copyRunning(from: string, to: string, admin: string): Promise<void> {
  const session = new pg.Client({ connectionString: admin });
  await session.connect();
  try {
    await session.query(`SELECT pg_backup_start('standby', fast => true)`);
    // With its owner, as whom the server runs.
    await promisify(execFile)('cp', ['-a', from, to]);
    await rm(join(to, 'postmaster.pid'));
    const { rows } = await session.query<{ labelfile: string }>('SELECT * FROM pg_backup_stop()');
    for (const [name, text] of [
      ['backup_label', rows[0]?.labelfile ?? ''],
      ['standby.signal', ''],
    ] as const) {
      await writeFile(join(to, name), text);
      // Who wrote it may be root, and the server opens it to write.
      await chmod(join(to, name), 0o666);
    }
  } finally {
    await session.end();
  }
}

function samePlace(url: string, there: string): string {
  return Object.assign(new URL(url), { port: new URL(there).port }).href;
}
