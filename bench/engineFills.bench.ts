import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../packages/launcher/test/support/launcherProcess.ts';
import { type AccountFiles, writeAccountFiles } from './accountFiles.ts';
import { type Bench, type Figure, median, rounded } from './figure.ts';

const TWIN = fileURLToPath(new URL('../packages/cli/bin/twin.js', import.meta.url));
/** Written by the measured process itself when it ends: processor time of all its threads. */
const TELL_TIME =
  'data:text/javascript,process.on("exit",()=>{const{user,system}=process.cpuUsage();' +
  'process.stderr.write("cpu "+(user+system))})';
const RUNS = 5;

/**
 * engine.fills: `twin analyze --points` in processor seconds, which is its time on one free core whatever else the
 * machine does; and how the cost grows with ten times the account. engine.report: the same with the full report.
 */
const bench: Bench = async ({ smoke }) => {
  const fills = smoke ? 10_000 : 100_000;
  const runs = smoke ? 1 : RUNS;
  const folder = await temporaryFolder();
  const ten = await temporaryFolder();
  try {
    const account = writeAccountFiles(folder.path, fills);
    const large = writeAccountFiles(ten.path, 10 * fills);
    const points = await repeat(runs, () => analyze(account, ['--points']));
    const onLarge = await repeat(smoke ? 1 : 3, () => analyze(large, ['--points']));
    const whole = await repeat(smoke ? 1 : 3, () => analyze(account, []));
    const common = { better: 'lower' as const, ...(smoke ? { smoke: true as const } : {}) };
    const growth = onLarge.cpuS / points.cpuS;
    const note = `${fills} fills, ${account.bars} candles, ${rounded(points.wallS)} s on the clock`;
    return [
      {
        name: 'engine.fills',
        value: rounded(points.cpuS),
        unit: 's',
        floor: 2,
        ...common,
        ...points.run,
        note,
      },
      {
        name: 'engine.fills:growth',
        value: rounded(growth),
        unit: 'x',
        floor: 12,
        ...common,
        ...onLarge.run,
      },
      { name: 'engine.report', value: rounded(whole.cpuS), unit: 's', floor: 60, ...common, ...whole.run },
    ] satisfies Figure[];
  } finally {
    await folder.remove();
    await ten.remove();
  }
};
export default bench;

interface Spent {
  cpuS: number;
  wallS: number;
}

async function repeat(runs: number, measure: () => Promise<Spent>) {
  const begun = performance.now();
  const spent: Spent[] = [];
  for (let run = 0; run < runs; run += 1) spent.push(await measure());
  return {
    cpuS: median(spent.map(({ cpuS }) => cpuS)),
    wallS: median(spent.map(({ wallS }) => wallS)),
    run: { n: runs, durationMs: Math.round(performance.now() - begun) },
  };
}

async function analyze({ fills, candles }: AccountFiles, options: readonly string[]): Promise<Spent> {
  const begun = performance.now();
  const args = ['--import', TELL_TIME, TWIN, 'analyze', fills, '--candles', candles, '--json', ...options];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  const status = await new Promise((done) => child.once('close', done));
  const [, microseconds] = /cpu (\d+)$/.exec(told) ?? [];
  if (status !== 0 || microseconds === undefined) throw new Error(`twin ended with ${status}: ${told}`);
  return { cpuS: Number(microseconds) / 1e6, wallS: (performance.now() - begun) / 1_000 };
}
