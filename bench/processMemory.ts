import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { familyOf } from '../packages/launcher/test/support/launcherProcess.ts';
import { processorSeconds } from './processorTime.ts';

const IDLE_MS = 4_000;
const SETTLE_MS = 600_000;

/** Proportional memory of the process and its descendants in MB, once they have used no processor for a while. */
export async function idlePss(pid: number): Promise<number> {
  const deadline = performance.now() + SETTLE_MS;
  let last = await processorSeconds(pid);
  for (;;) {
    await delay(IDLE_MS);
    const now = await processorSeconds(pid);
    // A process that has ended takes the time that it had spent with it: less is no rest either.
    if (Math.abs(now - last) < 0.02 * (IDLE_MS / 1_000) || performance.now() > deadline) break;
    last = now;
  }
  const sizes = await Promise.all((await familyOf(pid)).map(pssKb));
  return sizes.reduce((sum, size) => sum + size, 0) / 1_024;
}

/** Its own memory and its share of what it shares; 0 when it is gone. */
export async function pssKb(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
}
