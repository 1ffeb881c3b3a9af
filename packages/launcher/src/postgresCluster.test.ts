import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../test/support/launcherProcess.ts';
import { startPostgres } from './postgres.ts';
import { removeCluster } from './postgresCluster.ts';

let base: Awaited<ReturnType<typeof temporaryFolder>>;
let dataDir: string;
let clusterDir: string;
beforeEach(async () => {
  base = await temporaryFolder();
  dataDir = join(base.path, 'data');
});
afterEach(async () => {
  for (const path of [clusterDir, `${clusterDir}.away`]) await removeCluster(path);
  await base.remove();
});

async function once(sql: string, folder = dataDir): Promise<unknown[]> {
  const server = await startPostgres({ dataDir: folder, settings: { fsync: 'off' } });
  clusterDir = server.clusterDir;
  const client = new pg.Client({ connectionString: server.adminUrl('postgres') });
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
    await server.stop();
  }
}

const isRoot = process.getuid?.() === 0;

/** Where root's database account cannot enter, so that the database lies apart. */
async function closedFolder(name: string): Promise<string> {
  const closed = join(base.path, name);
  await mkdir(closed, { mode: 0o700 });
  return join(closed, 'data');
}

describe('the database of an old data folder', () => {
  it('is missed when it is gone, and no empty one is made in its place', async () => {
    await once('CREATE TABLE kept AS SELECT 7 AS n');
    await rename(clusterDir, `${clusterDir}.away`);
    await expect(once('SELECT')).rejects.toMatchObject({
      message: `the database of ${dataDir} is missing: it lay in ${clusterDir}`,
      fix: expect.stringContaining('twin restore FILE'),
    });
    await rename(`${clusterDir}.away`, clusterDir);
    expect(await once('SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  it('is found in a folder that has been moved as a whole', async () => {
    await once('CREATE TABLE kept AS SELECT 7 AS n');
    const moved = join(base.path, 'moved');
    await rename(dataDir, moved);
    expect(await once('SELECT n FROM kept', moved)).toEqual([{ n: 7 }]);
  });

  it('is found without a note of where it is, which is then written', async () => {
    await once('CREATE TABLE kept AS SELECT 7 AS n');
    const note = join(dataDir, 'postgres.place');
    await rm(note, { force: true });
    expect(await once('SELECT n FROM kept')).toEqual([{ n: 7 }]);
    expect(await readFile(note, 'utf8')).toBe('postgres\n');
  });
});

describe.skipIf(!isRoot)(
  'a database apart from its data folder (skipped unless the tests run as root)',
  () => {
    it('is missed when the folder was brought along without it, and when it has no note too once it was there', async () => {
      dataDir = await closedFolder('closed');
      await once('CREATE TABLE kept AS SELECT 7 AS n');
      await rm(join(dataDir, 'postgres.place'), { force: true });
      expect(await once('SELECT n FROM kept')).toEqual([{ n: 7 }]);
      await rename(clusterDir, `${clusterDir}.away`);
      await expect(once('SELECT')).rejects.toThrow(`is missing: it lay in ${clusterDir}`);
      await rename(`${clusterDir}.away`, clusterDir);
      expect(await once('SELECT n FROM kept')).toEqual([{ n: 7 }]);
    });

    it('is not shared with a copy of the folder, and goes with a folder that has been moved', async () => {
      dataDir = await closedFolder('closed');
      await once('CREATE TABLE kept AS SELECT 7 AS n');
      const other = await closedFolder('other');
      await cp(dataDir, other, { recursive: true });
      await expect(once('SELECT', other)).rejects.toMatchObject({
        message: expect.stringContaining(`${other} is a copy of ${dataDir}`),
        fix: expect.stringContaining('twin backup'),
      });
      await rm(dataDir, { recursive: true });
      expect(await once('SELECT n FROM kept', other)).toEqual([{ n: 7 }]);
      expect(await readFile(`${clusterDir}.origin`, 'utf8')).toBe(`${other}\n`);
    });
  },
);
