import { cpus, totalmem } from 'node:os';
import { rounded } from '../figure.ts';
import type { Line } from './fit.ts';
import { type Sample, type Spent, STEPS } from './measure.ts';
import { ASSUMED, type Fitted, type Lines, type Projection } from './projection.ts';
import type { QueueCost } from './queueCost.ts';

interface Stored {
  trades: { rows: number; bytes: number; indexBytes: number };
  /** Of an import of as many fills as the crowd's people have. */
  spent: Spent;
}

export interface Measured {
  samples: readonly Sample[];
  fitted: Fitted;
  queue: QueueCost;
  alone: Stored;
  crowded: Stored;
  projection: Projection;
}

const GB = 1e9;

/** docs/bench-scale.md. */
export function page(measured: Measured, { load, minutes }: { load: number; minutes: number }): string {
  const [cpu] = cpus();
  const machine = `${cpu?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}, load ${rounded(load)} at the start, ${rounded(minutes)} minutes`;
  return `# What it costs to grow

<!-- written by npm run bench:scale -->

Measured on ${new Date().toISOString().slice(0, 10)}: ${machine}. All times are **processor seconds**, of Node and of PostgreSQL apart: what the work costs on a free core of this machine, whatever else runs beside it. The database is the built-in one with its small memory.

## Measured

${samplesTable(measured.samples)}

Each is the mean of one person's account: the whole history at once, then one fill more. A report reads the whole history again, so it costs nearly the same both times.

## Fitted

cost = fixed + per fill × fills, by least squares.

${fittedTable(measured.fitted)}

## Among many rows

${crowdText(measured)}

## Queue

${queueText(measured.queue)}

## Projected to ${ASSUMED.people.toLocaleString('en-US')} people

Assumed, not measured: ${ASSUMED.fills.toLocaleString('en-US')} fills each; ${ASSUMED.activeShare * 100} % of them trade on a day, and their fills come in ${ASSUMED.additionsADay} times; all histories come in within ${ASSUMED.onboardingDays} days; the busiest hour carries ${ASSUMED.peak} times the average; a core is filled to ${ASSUMED.busy * 100} % then; ${ASSUMED.jobsPerAddition} jobs each time. Costs stay on the fitted line, and a core is one of this machine.

${projectionTable(measured)}

Reading is apart from this: see api.trades in [bench.md](bench.md). When to partition is [ADR 24](adr/0024-partitions-when-the-rows-ask.md), how to shard [ADR 25](adr/0025-keys-that-a-cluster-can-shard-by.md), and when a replica helps [ADR 26](adr/0026-reports-may-read-a-replica.md).
`;
}

function samplesTable(samples: readonly Sample[]): string {
  const cells = ({ node, postgres }: Spent) => `${rounded(node)} + ${rounded(postgres)} s`;
  const rows = samples.flatMap(({ fills, people, history, addition, bytes }) =>
    [
      { what: 'history', spent: history, size: `${rounded(bytes / 1e6)} MB` },
      { what: 'one fill more', spent: addition, size: '' },
    ].map(
      ({ what, spent, size }) =>
        `| ${fills} | ${people} | ${what} | ${STEPS.map((step) => cells(spent[step])).join(' | ')} | ${size} |`,
    ),
  );
  return table(
    ['fills', 'people', 'work', ...STEPS.map((step) => `${step}: Node + PostgreSQL`), 'stored'],
    rows,
  );
}

function fittedTable({ history, addition, bytes }: Fitted): string {
  const line = (what: string, { fixed, perFill, r2 }: Line, unit: string) =>
    `| ${what} | ${rounded(fixed)} ${unit} | ${rounded(perFill)} ${unit} | ${rounded(r2)} |`;
  const works = (name: string, lines: Lines) =>
    STEPS.flatMap((step) => [
      line(`${step} of ${name}, Node`, lines[step].node, 's'),
      line(`${step} of ${name}, PostgreSQL`, lines[step].postgres, 's'),
    ]);
  const storage = line('stored', { ...bytes, fixed: bytes.fixed / 1e3, perFill: bytes.perFill / 1e3 }, 'kB');
  const rows = [...works('a history', history), ...works('one fill more', addition), storage];
  return table(['work', 'fixed', 'per fill', 'R²'], rows);
}

function crowdText({ alone, crowded }: Measured): string {
  const growth = (store: keyof Spent) => rounded(crowded.spent[store] / alone.spent[store]);
  const perRow = crowded.trades.indexBytes / crowded.trades.rows;
  return `An import of 1,000 fills into a table of ${alone.trades.rows.toLocaleString('en-US')} trades against one of ${crowded.trades.rows.toLocaleString('en-US')}: Node ${growth('node')} ×, PostgreSQL ${growth('postgres')} × the processor time. A trade takes ${Math.round(crowded.trades.bytes / crowded.trades.rows)} bytes and ${Math.round(perRow)} bytes in its indexes.`;
}

function queueText({ jobs, perSecond, node, postgres }: QueueCost): string {
  return `${jobs.toLocaleString('en-US')} empty jobs of as many people, enqueued at once on PostgreSQL and done by one worker: ${rounded(perSecond)} jobs/s on the clock of the machine as it was loaded; ${rounded(node * 1_000)} + ${rounded(postgres * 1_000)} ms of a processor each (Node + PostgreSQL).`;
}

function projectionTable({ projection, crowded }: Measured): string {
  const { trades, bytes, cores, jobsPerSecond, queueShare } = projection;
  const perRow = (crowded.trades.bytes + crowded.trades.indexBytes) / crowded.trades.rows;
  const both = ({ node, postgres }: Spent) =>
    `${rounded(node)} of workers, ${rounded(postgres)} of PostgreSQL`;
  return table(
    ['what', 'value'],
    [
      `| trades | ${(trades / 1e6).toLocaleString('en-US')} million |`,
      `| stored, all tables and indexes | ${rounded(bytes / GB)} GB |`,
      `| of it trades, with indexes | ${rounded((trades * perRow) / GB)} GB |`,
      `| indexes of trades | ${rounded((trades * crowded.trades.indexBytes) / crowded.trades.rows / GB)} GB |`,
      `| cores on an ordinary day, busiest hour | ${both(cores.everyday)} |`,
      `| cores more while histories come in | ${both(cores.onboarding)} |`,
      `| jobs, busiest hour | ${rounded(jobsPerSecond)}/s, ${rounded(queueShare * 100)} % of what one worker did |`,
    ],
  );
}

function table(head: readonly string[], rows: readonly string[]): string {
  return [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows].join('\n');
}
