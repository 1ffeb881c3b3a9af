import { coinbaseFills, makeCdpKey, startCoinbase } from '../apps/bff/test/stubs/coinbaseStub.ts';
import { openVenue } from '../apps/bff/test/stubs/venueServer.ts';
import { writtenHistory } from '../apps/bff/test/support/writtenHistory.ts';
import { type BenchHouse, openBenchHouse, runJob } from './benchHouse.ts';
import { type Bench, median, rounded } from './figure.ts';

/** broker.sync: as many fills from a stub of the venue as from a file, until they are stored. Pair by pair, in turns. */
const bench: Bench = async ({ smoke }) => {
  const fills = smoke ? 10_000 : 100_000;
  const pairs = smoke ? 1 : 3;
  const begun = performance.now();
  const key = makeCdpKey();
  const venue = await startCoinbase([key], openVenue);
  venue.fills = coinbaseFills(fills);
  const house = await openBenchHouse({ COINBASE_API_URL: venue.url.href });
  const file = writtenHistory({ fills, hasIds: true });
  const ratios: number[] = [];
  const seconds: number[] = [];
  try {
    for (let pair = 0; pair < pairs; pair += 1) {
      const importing = await timed(() => importFile(house, file));
      const syncing = await timed(() => sync(house, key));
      ratios.push(importing / syncing);
      seconds.push(syncing);
    }
  } finally {
    await house.close();
    await venue.close();
  }
  const ratio = rounded(median(ratios));
  return [
    {
      ...{ name: 'broker.sync', value: ratio, unit: '× the rate of import.store', floor: 0.4, ratio },
      ...{ better: 'higher' as const, n: fills, durationMs: Math.round(performance.now() - begun) },
      note: `${pairs} pairs, ${rounded(fills / median(seconds))} fills/s`,
      ...(smoke ? { smoke: true as const } : {}),
    },
  ];
};
export default bench;

async function importFile(house: BenchHouse, file: string): Promise<void> {
  const person = await house.register();
  const importId = await person.upload(file);
  await runJob(house, 'importFills', { v: 1, userId: person.id, importId });
}

async function sync(house: BenchHouse, key: object): Promise<void> {
  const { id: userId, browser } = await house.register();
  const answer = await browser.send('POST', '/v1/brokers/coinbase/api-key', { key });
  if (answer.statusCode !== 201) throw new Error(`connect: ${answer.statusCode} ${answer.body}`);
  const connectionId = answer.json<{ id: string }>().id;
  await runJob(house, 'syncBroker', { v: 1, userId, connectionId });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1_000;
}
