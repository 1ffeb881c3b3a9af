import { HAS_REDIS, startRedis } from '../apps/bff/test/support/redisServer.ts';
import { HEADER, historyRows } from '../apps/bff/test/support/writtenHistory.ts';
import { openBenchHouse, runJob } from './benchHouse.ts';
import { type Bench, type Figure, quantile, rounded } from './figure.ts';

/** engine.incremental: one new fill on a large account, from its upload to the commit of its tags and events. */
const bench: Bench = async ({ smoke }) => {
  const onPostgres = await measure('engine.incremental', smoke, {});
  if (!HAS_REDIS) return onPostgres;
  const redis = await startRedis();
  try {
    return [...onPostgres, ...(await measure('engine.incremental:redis', smoke, { REDIS_URL: redis.url }))];
  } finally {
    await redis.stop();
  }
};
export default bench;

async function measure(name: string, smoke: boolean, variables: Record<string, string>): Promise<Figure[]> {
  const fills = smoke ? 10_000 : 100_000;
  const runs = smoke ? 10 : 100;
  const begun = performance.now();
  const rows = historyRows({ fills: fills + runs });
  const house = await openBenchHouse(variables);
  try {
    const { id: userId, upload } = await house.register();
    const bring = async (part: readonly string[]) => {
      const importId = await upload([HEADER, ...part].join('\n'));
      await runJob(house, 'importFills', { v: 1, userId, importId });
      await runJob(house, 'scoreDecisions', { v: 1, userId });
    };
    const historyBegun = performance.now();
    await bring(rows.slice(0, fills));
    const historyS = (performance.now() - historyBegun) / 1_000;
    const times: number[] = [];
    for (const row of rows.slice(fills)) {
      const from = performance.now();
      await bring([row]);
      times.push(performance.now() - from);
    }
    const durationMs = Math.round(performance.now() - begun);
    const marked = smoke ? { smoke: true as const } : {};
    const common = { floor: 300, better: 'lower' as const, unit: 'ms', n: runs, durationMs, ...marked };
    const note = `on ${fills} fills, imported and scored in ${rounded(historyS)} s`;
    return [
      { name: `${name}:p50`, value: rounded(quantile(times, 0.5)), ...common, note },
      { name: `${name}:p95`, value: rounded(quantile(times, 0.95)), ...common },
    ];
  } finally {
    await house.close();
  }
}
