import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { survivors, temporaryFolder } from '../test/support/launcherProcess.ts';
import { type DataFolder, openDataFolder, placeFor } from './dataFolder.ts';
import { identify } from './processTable.ts';
import { claim } from './runRecord.ts';

let base: Awaited<ReturnType<typeof temporaryFolder>>;
let folder: DataFolder;
beforeEach(async () => {
  base = await temporaryFolder();
  folder = await openDataFolder(join(base.path, 'data'));
});
afterEach(() => base.remove());

async function sleeper() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { detached: true });
  const known = await identify(child.pid ?? 0);
  if (!known) throw new Error('the process did not start');
  return known;
}

describe('the claim on a data folder', () => {
  it('is refused while another start has it, naming where that runs', async () => {
    const held = await claim(folder);
    await held.note({ address: 'http://127.0.0.1:4180' });
    await expect(claim(folder)).rejects.toThrow(/already runs on .* at http:\/\/127\.0\.0\.1:4180/);
    await held.release();
    await (await claim(folder)).release();
  });

  it('ends what a killed start has left running, and nothing else', async () => {
    const [orphan, stranger] = await Promise.all([sleeper(), sleeper()]);
    const dead = { pid: orphan.pid, startedAt: 'long ago' };
    const record = {
      launcher: dead,
      address: null,
      // The stranger has a number that an earlier child had; its start tells them apart.
      children: [orphan, { pid: stranger.pid, startedAt: 'long ago' }],
    };
    await writeFile(await placeFor(folder, 'run', 'launcher.json'), JSON.stringify(record));
    const held = await claim(folder);
    expect(await survivors([orphan.pid])).toEqual([]);
    expect(await identify(stranger.pid)).toEqual(stranger);
    process.kill(stranger.pid, 'SIGKILL');
    await held.release();
  });

  it('is taken when the record was cut short by the kill', async () => {
    await writeFile(await placeFor(folder, 'run', 'launcher.json'), '{"launcher":');
    await (await claim(folder)).release();
  });
});
