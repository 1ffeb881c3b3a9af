import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { openBenchHouse } from '../benchHouse.ts';
import { measureAccounts, measureImport, type Sample } from './measure.ts';
import { type Measured, page } from './page.ts';
import { fitAll, project } from './projection.ts';
import { measureQueue } from './queueCost.ts';
import { crowd, tableSize } from './tables.ts';

/**
 * npm run bench:scale [-- --smoke]: fits what import, score, report and storage cost against people × fills on this
 * machine, in processor seconds, and writes the projection to 100,000 people into docs/bench-scale.md.
 */
const smoke = process.argv.includes('--smoke');
const ACCOUNTS = smoke
  ? [
      { fills: 100, people: 1 },
      { fills: 400, people: 1 },
    ]
  : [
      { fills: 250, people: 3 },
      { fills: 1_000, people: 3 },
      { fills: 4_000, people: 2 },
      { fills: 8_000, people: 1 },
    ];
const CROWD = { fills: smoke ? 100 : 1_000, people: smoke ? 20 : 500 };
const JOBS = smoke ? 50 : 1_000;

const load = loadavg()[0] ?? 0;
const begun = performance.now();
const house = await openBenchHouse();
try {
  // What runs for the first time is compiled, planned and cached: it counts for nobody.
  await measureAccounts(house, ACCOUNTS[0]?.fills ?? 0, 1);
  const samples: Sample[] = [];
  for (const { fills, people } of ACCOUNTS) {
    samples.push(await measureAccounts(house, fills, people));
    console.log(JSON.stringify(samples.at(-1)));
  }
  const queue = await measureQueue(house, JOBS);
  const alone = { trades: await tableSize(house.adminUrl, 'Trade'), spent: await averageImport(1) };
  await crowd(house.adminUrl, CROWD.fills, CROWD.people);
  const crowded = { trades: await tableSize(house.adminUrl, 'Trade'), spent: await averageImport(101) };
  const fitted = fitAll(samples);
  const measured: Measured = { samples, fitted, queue, alone, crowded, projection: project(fitted, queue) };
  const text = page(measured, { load, minutes: (performance.now() - begun) / 60_000 });
  if (!smoke) writeFileSync(join(process.cwd(), 'docs/bench-scale.md'), text);
  console.log(text);
} finally {
  await house.close();
}

/** Of imports of the same size, one after the other. */
async function averageImport(seed: number) {
  const runs = smoke ? 1 : 5;
  const sum = { node: 0, postgres: 0 };
  for (let run = 0; run < runs; run += 1) {
    const spent = await measureImport(house, CROWD.fills, seed + run);
    sum.node += spent.node / runs;
    sum.postgres += spent.postgres / runs;
  }
  return sum;
}
