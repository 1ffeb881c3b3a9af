import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { familyOf, launch, survivors, temporaryFolder } from './support/launcherProcess.ts';
import { startTwin, type TwinProcess } from './support/twin.ts';

const PASSPHRASE = { TWIN_BACKUP_PASSPHRASE: 'a sentence for the backup' };

let base: Awaited<ReturnType<typeof temporaryFolder>>;
const left: number[] = [];
const folder = (name: string) => join(base.path, name);

beforeAll(async () => {
  base = await temporaryFolder();
  const launcher = launch(['--port', '0', '--data-dir', folder('first')], { DEMO: 'off' });
  await launcher.address;
  launcher.child.kill('SIGTERM');
  await launcher.ended;
  expect(await backUp('whole').ended).toMatchObject({ status: 0 });
}, 180_000);
afterEach(() => {
  for (const pid of left.splice(0)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Ended by itself.
    }
  }
});
afterAll(() => base.remove());

function backUp(name: string): TwinProcess {
  return startTwin(['backup', '--out', folder(name), '--data-dir', folder('first')], PASSPHRASE);
}

function restore(name: string): TwinProcess {
  return startTwin(['restore', folder('whole'), '--data-dir', folder(name)], PASSPHRASE);
}

/** Ends the command once the place is there, which it is while the database of the command runs. */
async function endedAt(command: TwinProcess, place: () => Promise<unknown[]>, signal: NodeJS.Signals) {
  await expect.poll(() => place().catch(() => []), { timeout: 60_000, interval: 5 }).not.toEqual([]);
  // It stands still while it is looked at, or it might be through before the signal comes.
  command.child.kill('SIGSTOP');
  const family = await familyOf(command.pid);
  left.push(...family);
  command.child.kill(signal);
  command.child.kill('SIGCONT');
  return { family, ...(await command.ended) };
}

/** What a running database has in its folder. */
async function serverOf(name: string): Promise<string[]> {
  return (await readdir(join(folder(name), 'postgres'))).filter((file) => file === 'postmaster.pid');
}

/** The tables that a backup has begun to write in plain text. */
async function plainTables(): Promise<string[]> {
  const [spool] = (await readdir(join(folder('first'), 'run'))).filter((name) => name.startsWith('backup-'));
  return spool === undefined ? [] : readdir(join(folder('first'), 'run', spool, 'tables'));
}

describe('a restore', () => {
  it('that is stopped leaves no process and nothing in its folder, so that the next one goes through', async () => {
    const stopped = await endedAt(restore('second'), () => serverOf('second'), 'SIGINT');
    expect(stopped).toMatchObject({ status: 2, text: expect.stringContaining('the restore was stopped') });
    expect(await survivors(stopped.family)).toEqual([]);
    expect(await readdir(folder('second'))).toEqual([]);
    expect(await restore('second').ended).toMatchObject({ status: 0 });
  });

  it('that is killed leaves a folder which neither starts as an empty installation nor is restored into', async () => {
    await endedAt(restore('third'), () => serverOf('third'), 'SIGKILL');
    const launcher = launch(['--port', '0', '--data-dir', folder('third')]);
    expect(await launcher.ended).toBe(1);
    expect(launcher.output()).toMatch(
      /the restore into .*third was cut short[\s\S]*remove the folder and restore again/,
    );
    expect(await restore('third').ended).toMatchObject({
      status: 2,
      text: expect.stringContaining('was cut short'),
    });
  });
});

describe('a backup', () => {
  it('that is stopped leaves no process, no table in plain text and no file', async () => {
    const stopped = await endedAt(backUp('stopped'), plainTables, 'SIGINT');
    expect(stopped).toMatchObject({ status: 2, text: expect.stringContaining('the backup was stopped') });
    expect(await survivors(stopped.family)).toEqual([]);
    expect(await readdir(join(folder('first'), 'run'))).toEqual([]);
    expect((await readdir(base.path)).filter((name) => name.startsWith('stopped'))).toEqual([]);
  });

  it('that was killed has its database ended and its plain text removed by whoever comes next', async () => {
    const killed = await endedAt(backUp('killed'), plainTables, 'SIGKILL');
    expect(await plainTables()).not.toEqual([]);
    expect(await backUp('next').ended).toMatchObject({ status: 0 });
    expect(await survivors(killed.family)).toEqual([]);
    expect(await readdir(join(folder('first'), 'run'))).toEqual([]);
  });
});
