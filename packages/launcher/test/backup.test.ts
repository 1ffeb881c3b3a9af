import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withOwnDatabase } from '@twin/launcher/backup/ownDatabase';
import { existingDataFolder } from '@twin/launcher/dataFolder';
import { readSettings } from '@twin/launcher/settings';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LauncherProcess, launch, temporaryFolder } from './support/launcherProcess.ts';
import { Person } from './support/person.ts';
import { twin } from './support/twin.ts';

const PASSWORD = 'a sentence that nobody guesses';
const PASSPHRASE = 'another sentence for the backup';
const FILLS = 6_000;

function saved(args: string[], passphrase = PASSPHRASE): ReturnType<typeof twin> {
  return twin(args, { TWIN_BACKUP_PASSPHRASE: passphrase });
}

/** Fills a minute apart, each with an id of its own. */
function writtenFills(count: number): string {
  const lines = Array.from({ length: count }, (_, i) => {
    const ts = new Date(Date.UTC(2024, 0, 1) + i * 60_000).toISOString();
    return `f${i},${ts},AAA-USD,${i % 2 === 0 ? 'buy' : 'sell'},1,${100 + (i % 7)},0.1,USD`;
  });
  return ['ext_id,ts,symbol,side,qty,price,fee,fee_asset', ...lines, ''].join('\n');
}

async function untilDone(person: Person, importId: string): Promise<void> {
  const isDone = async () =>
    (await person.get<{ status: string }>(`/v1/imports/${importId}`)).status === 'done';
  await vi.waitUntil(isDone, { timeout: 120_000, interval: 200 });
}

interface Summary {
  trades: number;
  byQuote: object[];
}

/** The steps build on each other: one installation, one backup of it. */
describe('an installation and its backup', () => {
  const started: LauncherProcess[] = [];
  let base: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;
  let importId: string;
  let before: Summary;

  async function start(dataDir: string): Promise<Person> {
    const launcher = launch(['--port', '0', '--data-dir', dataDir], { DEMO: 'off' });
    started.push(launcher);
    return new Person(await launcher.address);
  }
  const endAll = async () => {
    for (const launcher of started.splice(0)) {
      launcher.child.kill('SIGTERM');
      await launcher.ended;
    }
  };
  const folder = (name: string) => join(base.path, name);

  beforeAll(async () => {
    base = await temporaryFolder();
    file = folder('twin.backup');
    const person = await start(folder('first'));
    await person.register('ann@example.org', PASSWORD);
    importId = await person.upload('fills.csv', writtenFills(FILLS));
    const taken = await saved(['backup', '--out', file, '--data-dir', folder('first')]);
    expect(taken).toMatchObject({ status: 0 });
    await untilDone(person, importId);
    before = await person.get<Summary>('/v1/account/summary');
  }, 180_000);
  afterAll(async () => {
    await endAll();
    await base.remove();
  });

  it('the doctor finds nothing broken while it runs, and names what is with its way out', async () => {
    const well = await twin(['doctor', '--data-dir', folder('first')]);
    expect(well).toMatchObject({ status: 0, text: expect.stringMatching(/database: up to date/) });
    const secret = join(folder('first'), 'secrets', 'app-secret');
    await chmod(secret, 0o644);
    const ill = await twin(['doctor', '--data-dir', folder('first')]);
    await chmod(secret, 0o600);
    expect(ill).toMatchObject({
      status: 1,
      text: expect.stringMatching(/broken +secrets: others may read app-secret\n +run: chmod 600/),
    });
    const none = await twin(['doctor', '--data-dir', folder('nothing')]);
    expect(none).toMatchObject({ status: 1, text: expect.stringContaining('holds no installation') });
  });

  it('a backup opens to its passphrase alone, and nothing stays of a restore that was refused', async () => {
    const bytes = await readFile(file);
    expect(bytes.includes('twin_app')).toBe(false);
    const again = await saved(['backup', '--out', file, '--data-dir', folder('first')]);
    expect(again).toMatchObject({ status: 2, text: expect.stringContaining('is there already') });
    const other = await saved(['restore', file, '--data-dir', folder('second')], 'quite another sentence');
    expect(other).toMatchObject({ status: 2, text: expect.stringContaining('cannot be opened') });
    bytes.writeUInt8((bytes.at(-40) ?? 0) ^ 1, bytes.length - 40);
    await writeFile(`${file}.cut`, bytes);
    const damaged = await saved(['restore', `${file}.cut`, '--data-dir', folder('b')]);
    expect(damaged).toMatchObject({ status: 2, text: expect.stringContaining('cannot be unpacked') });
    expect(await readdir(base.path)).not.toContain('second');
    expect(await readdir(folder('b'))).toEqual([]);
    const full = await saved(['restore', file, '--data-dir', folder('first')]);
    expect(full).toMatchObject({ status: 2, text: expect.stringContaining('is not empty') });
  });

  it('one taken in the middle of an import restores to a state that goes on to the same end', async () => {
    await endAll();
    expect(await saved(['restore', file, '--data-dir', folder('second')])).toMatchObject({ status: 0 });
    expect(await readdir(join(folder('second'), 'run'))).toEqual([]);
    expect(await readdir(folder('second'))).not.toContain('restoring.json');
    const person = await start(folder('second'));
    await person.signIn('ann@example.org', PASSWORD);
    await untilDone(person, importId);
    const after = await person.get<Summary>('/v1/account/summary');
    expect(after.trades).toBe(FILLS);
    expect(after.byQuote).toEqual(before.byQuote);
  });

  it('leaves to a bucket the files that lie in it, and misses them where no bucket is named', async () => {
    await endAll();
    const settings = readSettings(['--data-dir', folder('second')], {});
    await withOwnDatabase(settings, await existingDataFolder(folder('second')), async (connectionString) => {
      const client = new pg.Client({ connectionString });
      await client.connect();
      await client
        .query(`UPDATE "Import" SET status = 'queued', "objectKey" = 'imports/elsewhere'`)
        .finally(() => client.end());
    });
    const save = (name: string, more: Record<string, string>) =>
      twin(['backup', '--out', folder(name), '--data-dir', folder('second')], {
        TWIN_BACKUP_PASSPHRASE: PASSPHRASE,
        ...more,
      });
    expect(await save('missing.backup', {})).toMatchObject({ status: 2 });
    expect(await save('apart.backup', { S3_BUCKET: 'our-files' })).toMatchObject({
      status: 0,
      text: expect.stringMatching(/no stored files\.\nThe stored files lie in the bucket our-files/),
    });
  });

  it('a folder that a newer version has been at is refused plainly, and stays what it is', async () => {
    const settings = readSettings(['--data-dir', folder('second')], {});
    const asOwner = async (sql: string) =>
      withOwnDatabase(settings, await existingDataFolder(folder('second')), async (connectionString) => {
        const client = new pg.Client({ connectionString });
        await client.connect();
        return client.query<{ name: string }>(sql).finally(() => client.end());
      });
    await asOwner(`INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at)
      VALUES ('n', '', '29990101000000_later', now())`);
    await endAll();
    const launcher = launch(['--port', '0', '--data-dir', folder('second')], { DEMO: 'off' });
    expect(await launcher.ended).toBe(1);
    expect(launcher.output()).toMatch(
      /cannot start: the data was made by a newer version: it knows 29990101000000_later\s+What to do: start the newer/,
    );
    const { rows } = await asOwner('SELECT max(migration_name) AS name FROM "_prisma_migrations"');
    expect(rows).toEqual([{ name: '29990101000000_later' }]);
  });
});
