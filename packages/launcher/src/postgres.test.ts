import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { survivors, temporaryFolder } from '../test/support/launcherProcess.ts';
import { provisionDatabase, provisionRoles, urlFor } from './databaseRoles.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';

let base: Awaited<ReturnType<typeof temporaryFolder>>;
let dataDir: string;
const started: PostgresServer[] = [];
beforeEach(async () => {
  base = await temporaryFolder();
  dataDir = join(base.path, 'data');
});
afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
  await base.remove();
});

async function start(): Promise<PostgresServer> {
  const server = await startPostgres({ dataDir, settings: { fsync: 'off' } });
  started.push(server);
  return server;
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  it('keeps what was committed from start to start and leaves no process', async () => {
    const first = await start();
    await query(first.adminUrl('postgres'), 'CREATE TABLE kept AS SELECT 7 AS n');
    await first.stop();
    expect(await survivors([first.process.pid])).toEqual([]);
    const second = await start();
    expect(await query(second.adminUrl('postgres'), 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  it('writes every commit to disk and is heard on this machine only', async () => {
    const server = await startPostgres({ dataDir });
    started.push(server);
    const settings = await query(
      server.adminUrl('postgres'),
      "SELECT name, setting FROM pg_settings WHERE name IN ('fsync','synchronous_commit','full_page_writes','listen_addresses','data_checksums') ORDER BY name",
    );
    expect(settings.map(({ name, setting }) => `${name}=${setting}`)).toEqual([
      'data_checksums=on',
      'fsync=on',
      'full_page_writes=on',
      'listen_addresses=127.0.0.1',
      'synchronous_commit=on',
    ]);
  });

  it('takes over from a server that a killed start has left running', async () => {
    const left = await start();
    await query(left.adminUrl('postgres'), 'CREATE TABLE kept AS SELECT 7 AS n');
    const next = await start();
    expect(await survivors([left.process.pid])).toEqual([]);
    expect(await query(next.adminUrl('postgres'), 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  it('recovers what was committed after being killed itself', async () => {
    const killed = await start();
    await query(killed.adminUrl('postgres'), 'CREATE TABLE kept AS SELECT 7 AS n');
    process.kill(killed.process.pid, 'SIGKILL');
    await killed.exited;
    const next = await start();
    expect(await query(next.adminUrl('postgres'), 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  it('is not kept from starting by a pid file whose number another program now has', async () => {
    const first = await start();
    await first.stop();
    await writeFile(join(first.clusterDir, 'postmaster.pid'), `${process.pid}\n${first.clusterDir}\n`);
    await start();
  });

  it('refuses the files of another PostgreSQL version, and a broken cluster, with a fix', async () => {
    const first = await start();
    await first.stop();
    await writeFile(join(first.clusterDir, 'PG_VERSION'), '13\n');
    await expect(start()).rejects.toMatchObject({
      message: expect.stringContaining('made by PostgreSQL 13'),
    });
    await writeFile(join(first.clusterDir, 'PG_VERSION'), '');
    await expect(start()).rejects.toMatchObject({
      message: expect.stringContaining('is broken'),
      fix: expect.stringContaining('backup'),
    });
  });
});

describe('the database roles', () => {
  const passwords = { owner: 'o'.repeat(43), app: 'a"\'\\$ä'.repeat(8) };

  it('may neither pass row-level security nor make roles, and making them again changes nothing', async () => {
    const server = await start();
    for (let time = 0; time < 2; time += 1) {
      await provisionRoles(server.adminUrl('twin'), passwords);
      await provisionDatabase(server.adminUrl('twin'));
    }
    for (const [role, password] of [
      ['twin_owner', passwords.owner],
      ['twin_app', passwords.app],
    ] as const) {
      const url = urlFor(server.adminUrl('twin'), { role, password });
      expect(
        await query(
          url,
          'SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user',
        ),
      ).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false }]);
    }
  });

  it('are refused when the server knows them with another password or with too much power', async () => {
    const server = await start();
    await provisionRoles(server.adminUrl('twin'), passwords);
    await expect(
      provisionRoles(server.adminUrl('twin'), { ...passwords, app: 'x'.repeat(43) }),
    ).rejects.toThrow(/twin_app has another password/);
    await query(server.adminUrl('postgres'), 'ALTER ROLE twin_app BYPASSRLS');
    await expect(provisionRoles(server.adminUrl('twin'), passwords)).rejects.toMatchObject({
      fix: expect.stringContaining('NOBYPASSRLS'),
    });
  });
});
