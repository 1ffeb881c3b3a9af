import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LauncherProcess, launch, temporaryFolder } from './support/launcherProcess.ts';
import { Person } from './support/person.ts';
import { twin } from './support/twin.ts';

const PASSWORD = 'a sentence that nobody guesses';
const PASSPHRASE = 'another sentence for the backup';
const FILLS = 6_000;

let base: Awaited<ReturnType<typeof temporaryFolder>>;
const started: LauncherProcess[] = [];
beforeEach(async () => {
  base = await temporaryFolder();
});
afterEach(async () => {
  for (const launcher of started.splice(0)) await end(launcher);
  await base.remove();
});

async function start(dataDir: string): Promise<{ launcher: LauncherProcess; person: Person }> {
  const launcher = launch(['--port', '0', '--data-dir', dataDir], { DEMO: 'off' });
  started.push(launcher);
  return { launcher, person: new Person(await launcher.address) };
}

async function end(launcher: LauncherProcess): Promise<void> {
  launcher.child.kill('SIGTERM');
  await launcher.ended;
}

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
  await expect
    .poll(async () => (await person.get<{ status: string }>(`/v1/imports/${importId}`)).status, {
      timeout: 120_000,
      interval: 200,
    })
    .toBe('done');
}

describe('a backup', () => {
  it('taken in the middle of an import restores to a state that goes on to the same end', async () => {
    const first = await start(join(base.path, 'first'));
    await first.person.register('ann@example.org', PASSWORD);
    const importId = await first.person.upload('fills.csv', writtenFills(FILLS));
    const file = join(base.path, 'twin.backup');
    const taken = await saved(['backup', '--out', file, '--data-dir', join(base.path, 'first')]);
    expect(taken).toMatchObject({ status: 0 });
    await untilDone(first.person, importId);
    const before = await first.person.get<{ trades: number; byQuote: object[] }>('/v1/account/summary');
    await end(first.launcher);

    const target = join(base.path, 'second');
    expect(await saved(['restore', file, '--data-dir', target])).toMatchObject({ status: 0 });
    expect(await readdir(join(target, 'run'))).toEqual([]);
    const second = await start(target);
    await second.person.signIn('ann@example.org', PASSWORD);
    await untilDone(second.person, importId);
    const after = await second.person.get<{ trades: number; byQuote: object[] }>('/v1/account/summary');
    expect(after.trades).toBe(FILLS);
    expect(after.byQuote).toEqual(before.byQuote);
  });

  it('opens to its passphrase alone, and a damaged one is refused before anything is made of it', async () => {
    const dataDir = join(base.path, 'data');
    const { launcher } = await start(dataDir);
    await end(launcher);
    const file = join(base.path, 'twin.backup');
    expect(await saved(['backup', '--out', file, '--data-dir', dataDir])).toMatchObject({ status: 0 });
    const bytes = await readFile(file);
    expect(bytes.includes('twin_app')).toBe(false);
    const again = await saved(['backup', '--out', file, '--data-dir', dataDir]);
    expect(again).toMatchObject({ status: 2, text: expect.stringContaining('is there already') });

    const other = await saved(
      ['restore', file, '--data-dir', join(base.path, 'a')],
      'quite another sentence',
    );
    expect(other).toMatchObject({ status: 2, text: expect.stringContaining('cannot be opened') });
    bytes.writeUInt8((bytes.at(-40) ?? 0) ^ 1, bytes.length - 40);
    await writeFile(`${file}.cut`, bytes);
    const damaged = await saved(['restore', `${file}.cut`, '--data-dir', join(base.path, 'b')]);
    expect(damaged).toMatchObject({ status: 2, text: expect.stringContaining('cannot be opened') });
    const full = await saved(['restore', file, '--data-dir', dataDir]);
    expect(full).toMatchObject({ status: 2, text: expect.stringContaining('is not empty') });
  });
});

describe('twin doctor', () => {
  it('finds nothing broken in a running installation, and names what is with its way out', async () => {
    const dataDir = join(base.path, 'data');
    await start(dataDir);
    const well = await twin(['doctor', '--data-dir', dataDir]);
    expect(well).toMatchObject({ status: 0, text: expect.stringMatching(/database: up to date/) });
    await chmod(join(dataDir, 'secrets', 'app-secret'), 0o644);
    const ill = await twin(['doctor', '--data-dir', dataDir]);
    expect(ill).toMatchObject({
      status: 1,
      text: expect.stringMatching(/broken +secrets: others may read app-secret\n +run: chmod 600/),
    });
    const none = await twin(['doctor', '--data-dir', join(base.path, 'nothing')]);
    expect(none).toMatchObject({ status: 1, text: expect.stringContaining('holds no installation') });
  });
});
