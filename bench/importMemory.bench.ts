import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { MALLOC_ARENA_MAX, NODE_OPTIONS } from '@twin/launcher/childEnv';
import { bundled } from '../apps/bff/test/support/childProcess.ts';
import { type BenchHouse, openBenchHouse } from './benchHouse.ts';
import { type Bench, type Figure, rounded } from './figure.ts';
import { writeLongHistory } from './longHistory.ts';

/** import.memory: peak memory of a process that runs an import with the worker's own limits, for a long file and for one a tenth as long. */
const bench: Bench = async ({ smoke }) => {
  const long = smoke ? 100_000 : 1_000_000;
  const begun = performance.now();
  const house = await openBenchHouse();
  try {
    const script = await bundled('importRunner.ts');
    const small = await peakMb(house, script, long / 10);
    const large = await peakMb(house, script, long);
    const common = { better: 'lower' as const, durationMs: Math.round(performance.now() - begun) };
    const marked = smoke ? { smoke: true as const } : {};
    const figures: Figure[] = [
      { name: 'import.memory', value: rounded(large), unit: 'MB', floor: 400, n: long, ...common, ...marked },
      {
        name: 'import.memory:growth',
        value: rounded(large / small),
        unit: '× a tenth of the fills',
        floor: 1.5,
        ratio: rounded(large / small),
        n: long,
        ...common,
        ...marked,
      },
    ];
    return figures;
  } finally {
    await house.close();
  }
};
export default bench;

async function peakMb(house: BenchHouse, script: string, fills: number): Promise<number> {
  const person = await house.register();
  const objectKey = `uploads/bench-${fills}`;
  await writeLongHistory(join(house.foundation.config.dataDir, 'objects', objectKey), fills);
  const entry = await house.foundation.database.forUser(person.id, ({ imports }) =>
    imports.insert(person.id, { source: 'file', account: 'main', fileName: 'fills.csv', objectKey }),
  );
  const args = [script, house.appUrl, house.dataDir, person.id, entry.id];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, MALLOC_ARENA_MAX, NODE_OPTIONS: NODE_OPTIONS.worker },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await new Promise((done) => child.once('close', done));
  const peak = /peak (\d+)/.exec(output)?.[1];
  if (peak === undefined) throw new Error(`the import of ${fills} fills did not end: ${output}`);
  return Number(peak) / 1_024;
}
