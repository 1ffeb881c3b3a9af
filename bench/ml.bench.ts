import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { MlClient } from '../apps/bff/src/lib/ml/MlClient.ts';
import { systemClock } from '../apps/bff/src/lib/systemClock.ts';
import type { MlScoreRequest } from '../apps/bff/src/ports/ml.ts';
import { hasMlService, ML_SECRET, startMlService } from '../apps/bff/test/support/mlService.ts';
import { parityLine } from '../packages/engine/test/parityLine.ts';
import { type Bench, type Figure, median, quantile, rounded } from './figure.ts';

const ML_ROOM = join(process.cwd(), 'apps/ml');
const DECISIONS = 10_000;
const SMALL = 100;

/** indicators.py against C TA-Lib, and ml.score through the client: signed, sent, checked, scored, read. */
const bench: Bench = async ({ smoke }) => {
  if (!hasMlService) {
    console.log('ml: skipped, it needs apps/ml/.venv');
    return [];
  }
  return [indicators(smoke), ...(await scores(smoke))].map((figure) =>
    smoke ? { ...figure, smoke: true } : figure,
  );
};
export default bench;

function indicators(smoke: boolean): Figure {
  const begun = performance.now();
  const rounds = smoke ? 3 : 31;
  const printed = execFileSync(join(ML_ROOM, '.venv/bin/python'), ['bench/indicators.py', String(rounds)], {
    cwd: ML_ROOM,
    env: { ...process.env, PYTHONPATH: 'src' },
    encoding: 'utf8',
  });
  const { ours, theirs } = JSON.parse(printed) as { ours: number[]; theirs: number[] };
  const ratio = rounded(median(ours.map((seconds, i) => seconds / (theirs[i] ?? Number.NaN))));
  return {
    ...{ name: 'indicators.py', value: ratio, unit: 'x', floor: 3, better: 'lower', ratio, n: rounds },
    durationMs: Math.round(performance.now() - begun),
    note: `1,000,000 bars in ${rounded(median(ours) * 1000)} ms`,
  };
}

async function scores(smoke: boolean): Promise<Figure[]> {
  const history = JSON.parse(parityLine(11, { trades: 14_000, bars: 17_500 }).line) as MlScoreRequest;
  const [candles] = history.candles;
  const whole = {
    decisions: history.decisions.slice(0, DECISIONS),
    candles: candles ? [candles] : [],
    state: null,
  };
  const service = await startMlService();
  const timeouts = { scoreTimeoutMs: 60_000, rephraseTimeoutMs: 60_000 };
  const ml = new MlClient({ url: service.url, secret: ML_SECRET, ...timeouts }, systemClock);
  try {
    const begun = performance.now();
    const large = await timed(smoke ? 2 : 9, () => ml.score(whole));
    const middle = performance.now();
    // A live page: the state so far, and the bars that its features can reach.
    const { state } = await ml.score({ ...whole, decisions: whole.decisions.slice(0, -SMALL) });
    const page = { decisions: whole.decisions.slice(-SMALL), candles: whole.candles.map(recent), state };
    const small = await timed(smoke ? 20 : 500, () => ml.score(page));
    const ended = performance.now();
    return [
      {
        ...{ name: 'ml.score', value: rounded(median(large) / 1000), unit: 's', floor: 1, better: 'lower' },
        ...{
          n: large.length,
          durationMs: Math.round(middle - begun),
          note: `${whole.decisions.length} decisions a call`,
        },
      },
      {
        ...{
          name: 'ml.score:100',
          value: rounded(quantile(small, 0.99)),
          unit: 'ms',
          floor: 50,
          better: 'lower',
        },
        ...{
          n: small.length,
          durationMs: Math.round(ended - middle),
          note: 'p99 of a call of 100 decisions',
        },
      },
    ];
  } finally {
    await service.stop();
  }
}

function recent(series: MlScoreRequest['candles'][number]): MlScoreRequest['candles'][number] {
  const last = <T>(values: T[]): T[] => values.slice(-1_000);
  return {
    ...series,
    ...{ ts: last(series.ts), high: last(series.high), low: last(series.low), close: last(series.close) },
  };
}

/** Milliseconds of each call, one after the other, after two that are not counted. */
async function timed(n: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let i = -2; i < n; i += 1) {
    const begun = performance.now();
    await work();
    if (i >= 0) times.push(performance.now() - begun);
  }
  return times;
}
