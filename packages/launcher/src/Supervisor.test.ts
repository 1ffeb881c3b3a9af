import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { survivors, temporaryFolder } from '../test/support/launcherProcess.ts';
import type { ProcessIdentity } from './processTable.ts';
import { Supervisor } from './Supervisor.ts';

let base: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  base = await temporaryFolder();
});
afterEach(() => base.remove());

async function program(source: string) {
  const script = join(base.path, 'program.mjs');
  await writeFile(script, source);
  return { name: 'program', script, env: {}, logPath: join(base.path, 'program.log') };
}

/** A supervisor that tells when the wanted number of crashes or the next set of processes is there. */
function observed(wantedCrashes: number) {
  const waits: number[] = [];
  const sets: ProcessIdentity[][] = [];
  let done: () => void = () => undefined;
  const crashed = new Promise<void>((resolve) => {
    done = resolve;
  });
  const events = {
    crashed: (_name: string, _status: string, waitMs: number) => {
      waits.push(waitMs);
      if (waits.length === wantedCrashes) done();
    },
    changed: async (running: ProcessIdentity[]) => {
      sets.push(running);
    },
  };
  const supervisor = new Supervisor(events, 500);
  return { supervisor, waits, sets, crashed };
}

describe('the supervisor', () => {
  it('starts a crashed program again and waits twice as long each time', async () => {
    const { supervisor, waits, crashed } = observed(2);
    await supervisor.start(await program('process.exit(3)'));
    await crashed;
    await supervisor.stop();
    expect(waits).toEqual([500, 1000]);
    expect(supervisor.crashes('program')).toBe(2);
  });

  it('stops a program and the processes it has started, even when they ignore the request', async () => {
    const { supervisor, sets } = observed(1);
    const stubborn = `
      import { spawn } from 'node:child_process';
      const inner = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1e6); console.log(process.pid)';
      spawn(process.execPath, ['-e', inner], { stdio: 'inherit' });
      setInterval(() => {}, 1e6);`;
    const spec = await program(stubborn);
    await supervisor.start(spec);
    await expect.poll(() => readFile(spec.logPath, 'utf8'), { timeout: 10_000 }).toMatch(/^\d+\n$/);
    const inner = Number(await readFile(spec.logPath, 'utf8'));
    await supervisor.stop();
    expect(await survivors([...(sets[0] ?? []).map(({ pid }) => pid), inner])).toEqual([]);
  });

  it('tries again when a crashed program could not be started', async () => {
    const { supervisor, waits, crashed } = observed(2);
    const spec = await program('process.exit(3)');
    const logs = join(base.path, 'logs');
    await mkdir(logs);
    await supervisor.start({ ...spec, logPath: join(logs, 'program.log') });
    await rm(logs, { recursive: true });
    await crashed;
    await mkdir(logs);
    await expect.poll(() => readdir(logs), { timeout: 10_000 }).toEqual(['program.log']);
    await supervisor.stop();
    expect(waits.slice(0, 2)).toEqual([500, 1000]);
  });

  it('starts nothing again once it has been stopped', async () => {
    const { supervisor, sets } = observed(1);
    await supervisor.start(await program('setInterval(() => {}, 1e6)'));
    await supervisor.stop();
    expect(sets).toHaveLength(1);
  });
});
