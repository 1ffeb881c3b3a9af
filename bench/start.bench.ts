import { join } from 'node:path';
import {
  type LauncherProcess,
  launch,
  temporaryFolder,
} from '../packages/launcher/test/support/launcherProcess.ts';
import { type Bench, type Figure, median, rounded } from './figure.ts';
import { idlePss } from './processMemory.ts';

/** start.ready with a fresh and with a used data folder, and start.memory idle with the demo loaded. */
const bench: Bench = async ({ smoke }) => {
  const runs = smoke ? 1 : 5;
  const begun = performance.now();
  const fresh: number[] = [];
  const used: number[] = [];
  let pss = Number.NaN;
  for (let run = 0; run < runs; run += 1) {
    const folder = await temporaryFolder();
    try {
      const dataDir = join(folder.path, 'data');
      fresh.push(await timedStart(dataDir, async () => undefined));
      used.push(
        await timedStart(dataDir, async ({ pid }) => {
          if (run === 0) pss = await idlePss(pid);
        }),
      );
    } finally {
      await folder.remove();
    }
  }
  const common = { n: runs, durationMs: Math.round(performance.now() - begun), better: 'lower' as const };
  const marked = smoke ? { ...common, smoke: true as const } : common;
  const figures: Figure[] = [
    { name: 'start.ready:fresh', value: rounded(median(fresh)), unit: 's', floor: 5, ...marked },
    { name: 'start.ready:used', value: rounded(median(used)), unit: 's', floor: 3, ...marked },
  ];
  if (Number.isFinite(pss)) {
    figures.push({ name: 'start.memory', value: rounded(pss), unit: 'MB', floor: 250, ...marked, n: 1 });
  }
  return figures;
};
export default bench;

/** Seconds from the launch to the address, which is printed once /readyz has answered 200. */
async function timedStart(
  dataDir: string,
  work: (started: LauncherProcess) => Promise<void>,
): Promise<number> {
  const begun = performance.now();
  const started = launch(['--port', '0', '--data-dir', dataDir]);
  try {
    await started.address;
    const seconds = (performance.now() - begun) / 1_000;
    await work(started);
    return seconds;
  } finally {
    started.child.kill('SIGTERM');
    await started.ended;
  }
}
