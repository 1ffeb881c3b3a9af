import type { SimulationAccepted } from '@twin/shared/dto/simulation';
import { HEADER, historyRows } from '../apps/bff/test/support/writtenHistory.ts';
import { type BenchHouse, openBenchHouse, runJob } from './benchHouse.ts';
import { type Bench, quantile, rounded } from './figure.ts';

const SYMBOLS = ['BTC-USD', 'ETH-USD', 'SOL-USD'];
const HOUR_MS = 3_600_000;
const BARS = 24 * 2_000;
const KINDS = ['hold', 'skip', 'wait', 'size'];

/** simulation.new: from the question over HTTP to the stored result; simulation.cached: the same question again. */
const bench: Bench = async ({ smoke }) => {
  const fills = smoke ? 5_000 : 100_000;
  const asked = smoke ? 8 : 100;
  const begun = performance.now();
  const house = await openBenchHouse();
  try {
    const { id: userId, browser, upload } = await house.register();
    const importId = await upload([HEADER, ...historyRows({ fills })].join('\n'));
    await runJob(house, 'importFills', { v: 1, userId, importId });
    await runJob(house, 'scoreDecisions', { v: 1, userId });
    await storeCandles(house, userId);
    const { items } = (await browser.send('GET', '/v1/trades?limit=500')).json<{
      items: { decisionId: string }[];
    }>();
    const decisions = [...new Set(items.map(({ decisionId }) => decisionId))];
    const fresh: number[] = [];
    const cached: number[] = [];
    for (let question = 0; question < asked; question += 1) {
      const decisionId = decisions[question % decisions.length];
      const kind = KINDS[question % KINDS.length];
      const ask = () => browser.send('POST', '/v1/simulations', { kind, decisionId });
      let from = performance.now();
      const { simulationId } = (await ask()).json<SimulationAccepted>();
      await runJob(house, 'runSimulation', { v: 1, userId, simulationId });
      fresh.push(performance.now() - from);
      from = performance.now();
      const again = await ask();
      cached.push(performance.now() - from);
      if (again.statusCode !== 200) throw new Error(`not cached: ${again.statusCode} ${again.body}`);
    }
    const durationMs = Math.round(performance.now() - begun);
    const marked = smoke ? { smoke: true as const } : {};
    const common = { better: 'lower' as const, unit: 'ms', n: asked, durationMs, ...marked };
    const note = `p95 on ${fills} fills; median ${rounded(quantile(fresh, 0.5))} and ${rounded(quantile(cached, 0.5))} ms`;
    return [
      { name: 'simulation.new', value: rounded(quantile(fresh, 0.95)), floor: 500, ...common, note },
      { name: 'simulation.cached', value: rounded(quantile(cached, 0.95)), floor: 20, ...common },
    ];
  } finally {
    await house.close();
  }
};
export default bench;

/** Hourly bars of every symbol around the whole history. */
async function storeCandles({ foundation }: BenchHouse, userId: string): Promise<void> {
  const column = (value: (bar: number) => number) =>
    Float64Array.from({ length: BARS }, (_, bar) => value(bar));
  const begin = Date.UTC(2023, 11, 1);
  await foundation.database.forUser(
    userId,
    async ({ candles }) => {
      for (const symbol of SYMBOLS) {
        const { id } = await candles.ensureSeries(userId, { symbol, granularityMs: HOUR_MS, source: 'file' });
        const price = (bar: number) => 100 + 10 * Math.sin(bar / 50);
        await candles.upsertMany(userId, id, {
          ts: column((bar) => begin + bar * HOUR_MS),
          open: column(price),
          high: column((bar) => price(bar) + 1),
          low: column((bar) => price(bar) - 1),
          close: column(price),
          volume: column(() => 1),
        });
      }
    },
    { timeoutMs: 120_000 },
  );
}
