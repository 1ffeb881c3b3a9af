import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { survivors, temporaryFolder } from '../test/support/launcherProcess.ts';
import { type DataFolder, openDataFolder, placeFor } from './dataFolder.ts';
import { identify } from './processTable.ts';
import { claim, runningAddress } from './runRecord.ts';

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

/** A program that claims the folder when it is told to, and keeps what it got until its input ends. */
async function claimerScript(): Promise<string> {
  const outfile = join(base.path, 'claimer.mjs');
  await build({
    stdin: {
      contents: `
        import { claim } from './runRecord.ts';
        process.stdin.once('data', async () => {
          const held = await claim(${JSON.stringify(folder)}).catch((error) => error);
          process.stdin.once('end', () => held instanceof Error || held.release());
          console.log(held instanceof Error ? held.message : 'claimed');
        });
        console.log('ready');`,
      resolveDir: import.meta.dirname,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
  return outfile;
}

async function claimer(script: string) {
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((done) => child.once('close', done));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async () => String((await lines.next()).value);
  await next();
  return {
    pid: child.pid,
    claim: () => {
      child.stdin.write('go\n');
      return next();
    },
    end: async () => {
      child.stdin.end();
      await ended;
    },
  };
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

  it('keeps the last of many notes that come at once', async () => {
    const held = await claim(folder);
    const addresses = Array.from({ length: 40 }, (_, at) => `http://127.0.0.1:${4000 + at}`);
    await Promise.all(addresses.map((address) => held.note({ address })));
    expect(await runningAddress(folder)).toBe(addresses.at(-1));
    await held.release();
    expect(await readdir(join(folder.path, 'run'))).toEqual([]);
  });

  it('notes again after a note that could not be written', async () => {
    const held = await claim(folder);
    const run = join(folder.path, 'run');
    await rename(run, `${run}.away`);
    await expect(held.note({ address: 'http://127.0.0.1:1' })).rejects.toThrow(/ENOENT/);
    await rename(`${run}.away`, run);
    await held.note({ address: 'http://127.0.0.1:2' });
    expect(await runningAddress(folder)).toBe('http://127.0.0.1:2');
    await held.release();
  });

  it('goes to one of many starts that come upon what a killed one left', async () => {
    const path = await placeFor(folder, 'run', 'launcher.json');
    const script = await claimerScript();
    for (let round = 0; round < 3; round += 1) {
      const orphan = await sleeper();
      const record = {
        launcher: { pid: orphan.pid, startedAt: 'long ago' },
        address: null,
        children: [orphan],
      };
      await writeFile(path, JSON.stringify(record));
      const starts = await Promise.all(Array.from({ length: 6 }, () => claimer(script)));
      const answers = await Promise.all(starts.map((start) => start.claim()));
      const winners = starts.filter((_, at) => answers[at] === 'claimed');
      expect(answers.filter((answer) => /^Trading Twin already runs/.test(answer))).toHaveLength(5);
      expect(winners).toHaveLength(1);
      expect(await survivors([orphan.pid])).toEqual([]);
      expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ launcher: { pid: winners[0]?.pid } });
      await Promise.all(starts.map((start) => start.end()));
      expect(await readdir(join(folder.path, 'run'))).toEqual([]);
    }
  });

  it('goes on where a start was killed while it took a dead record away', async () => {
    const path = await placeFor(folder, 'run', 'launcher.json');
    const dead = JSON.stringify({
      launcher: { pid: process.pid, startedAt: 'long ago' },
      address: null,
      children: [],
    });
    await writeFile(path, dead);
    await writeFile(`${path}.${createHash('sha256').update(dead).digest('hex').slice(0, 16)}`, dead);
    await (await claim(folder)).release();
    expect(await readdir(join(folder.path, 'run'))).toEqual([]);
  });

  it('lets a record be that is no longer its own', async () => {
    const held = await claim(folder);
    const path = await placeFor(folder, 'run', 'launcher.json');
    const other = JSON.stringify({ launcher: { pid: 1, startedAt: '0' }, address: null, children: [] });
    await writeFile(path, other);
    await held.release();
    expect(await readFile(path, 'utf8')).toBe(other);
  });

  it('is taken when the record was cut short by the kill', async () => {
    await writeFile(await placeFor(folder, 'run', 'launcher.json'), '{"launcher":');
    await (await claim(folder)).release();
  });
});
