import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { MALLOC_ARENA_MAX, NODE_OPTIONS } from '@twin/launcher/childEnv';
import { bundled } from '../apps/bff/test/support/childProcess.ts';
import { HEADER, historyRows } from '../apps/bff/test/support/writtenHistory.ts';
import { type BenchHouse, openBenchHouse } from './benchHouse.ts';
import { type Bench, type Figure, rounded } from './figure.ts';

const CHUNK = 50_000;

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
  await writeFills(join(house.foundation.config.dataDir, 'objects', objectKey), fills);
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

/** Written in pieces, each a history of its own that begins after the last one. */
async function writeFills(path: string, fills: number): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  const file = createWriteStream(path);
  file.write(`${HEADER}\n`);
  for (let done = 0, part = 1; done < fills; done += CHUNK, part += 1) {
    const count = Math.min(CHUNK, fills - done);
    const startMs = Date.UTC(2015, 0, 1) + part * 1_000;
    file.write(`${historyRows({ fills: count, seed: part, startMs }).join('\n')}\n`);
  }
  file.end();
  await finished(file);
}
