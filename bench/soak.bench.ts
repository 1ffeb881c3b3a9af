import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { familyOf } from '../packages/launcher/test/support/launcherProcess.ts';
import { type Bench, type Figure, median, rounded } from './figure.ts';
import { writeLongHistory } from './longHistory.ts';
import { pssKb } from './processMemory.ts';
import { importFully, openSocket, readFor, startProduct } from './runningProduct.ts';
import { type Point, theilSen } from './slope.ts';

const PER_SECOND = 20;
const ROUND_S = 15;
/** What is filled once and then kept: caches, pools, compiled code. */
const WARM_UP_SHARE = 1 / 3;
const HOUR_MS = 3_600_000;
const PROGRAMS = ['server', 'worker'] as const;

/**
 * soak.memory: where the memory of api and worker goes in half an hour of reads, imports of new people and streams
 * that come and go: the Theil-Sen slope of the last twenty minutes, in percent of the median an hour. soak.errors:
 * reads that failed meanwhile.
 */
const bench: Bench = async ({ smoke }) => {
  const runMs = (smoke ? 1.5 : 30) * 60_000;
  const product = await startProduct();
  try {
    const path = join(product.folder, 'account.csv');
    await writeLongHistory(path, 1_000);
    const reader = await product.register();
    await importFully(reader, path);
    const begun = performance.now();
    const [sizes, times] = [{ server: [] as Point[], worker: [] as Point[] }, [] as number[]];
    let errors = 0;
    while (performance.now() - begun < runMs) {
      const sockets = await Promise.all([openSocket(reader), openSocket(reader), openSocket(reader)]);
      const newcomer = await product.register();
      const [read] = await Promise.all([
        readFor(product, reader, { perSecond: PER_SECOND, seconds: ROUND_S }),
        importFully(newcomer, path),
      ]);
      for (const socket of sockets) socket.terminate();
      errors += read.errors;
      times.push(...read.times);
      const x = (performance.now() - begun) / HOUR_MS;
      for (const program of PROGRAMS) sizes[program].push({ x, y: await megabytesOf(product.pid, program) });
    }
    const common = {
      durationMs: Math.round(performance.now() - begun),
      better: 'lower' as const,
      ...(smoke ? { smoke: true as const } : {}),
    };
    return [
      ...PROGRAMS.map((program) => ({ ...drift(program, sizes[program], runMs), ...common })),
      { name: 'soak.errors', value: errors, unit: 'errors', floor: 0, n: times.length, ...common },
    ] satisfies Figure[];
  } finally {
    await product.close();
  }
};
export default bench;

function drift(program: (typeof PROGRAMS)[number], sizes: readonly Point[], runMs: number) {
  const later = sizes.filter(({ x }) => x * HOUR_MS > WARM_UP_SHARE * runMs);
  const middle = median(later.map(({ y }) => y));
  const { slope, low, high } = theilSen(later);
  const percent = (perHour: number) => rounded((100 * perHour) / middle);
  return {
    name: `soak.memory:${program === 'server' ? 'api' : program}`,
    value: percent(slope),
    unit: '% an hour',
    floor: 10,
    n: later.length,
    note: `95 % interval ${percent(low)} to ${percent(high)}; ${rounded(middle)} MB, ${rounded(sizes[0]?.y ?? 0)} at first, ${rounded(sizes.at(-1)?.y ?? 0)} at last`,
  };
}

/** Proportional memory of one of the product's programs. */
async function megabytesOf(launcherPid: number, program: string): Promise<number> {
  for (const pid of await familyOf(launcherPid)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(`${program}.js`)) return (await pssKb(pid)) / 1_024;
  }
  throw new Error(`${program} does not run`);
}
