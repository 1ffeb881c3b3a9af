import { expect, it } from 'vitest';
import { countExit, type FallCounts, fallResponse, noFalls } from './fallResponse.ts';
import { barsOf, HOUR, NOW, swing } from './writtenScene.testkit.ts';

type Held = [isGain: boolean, step: number, bars: number, exits: number];

function after(...held: Held[]): FallCounts {
  const falls = noFalls();
  for (const [isGain, step, bars, exits] of held) {
    const side = isGain ? falls.inGain : falls.inLoss;
    side.bars += bars;
    side.steps += bars * step;
    for (let i = 0; i < exits; i += 1) countExit(falls, isGain, step);
  }
  return falls;
}

it('is unknown before anything was held, and that of people at large after a bar of calm', () => {
  expect(fallResponse(noFalls())).toBeNull();
  expect(fallResponse(after([true, 0, 1, 0]))).toBeCloseTo(0.1 * (0.25 + 0.5 + 1 + 2 + 4), 9);
});

it('weighs what is thought possible by what was held and left', () => {
  const likelihood = (response: number) => (1 + 2 * response) ** 2 / 20 / (20 + 30 + 10 * 2 * response) ** 3;
  const possible = [0.25, 0.5, 1, 2, 4];
  const some = possible.reduce((sum, response) => sum + 0.1 * likelihood(response), 0);
  const mean = possible.reduce((sum, response) => sum + 0.1 * likelihood(response) * response, 0);
  const expected = mean / (0.5 * likelihood(0) + some);
  expect(fallResponse(after([false, 4, 10, 2], [false, 0, 20, 0]))).toBeCloseTo(expected, 9);
});

it('finds how much faster a person leaves for each standard deviation', () => {
  expect(fallResponse(after([true, 0, 2_000, 100], [true, 4, 400, 20]))).toBeLessThan(0.1);
  expect(fallResponse(after([true, 0, 2_000, 100], [true, 4, 400, 60]))).toBeCloseTo(1, 1);
  expect(fallResponse(after([true, 0, 2_000, 100], [true, 4, 400, 100]))).toBeCloseTo(2, 1);
});

it('takes nobody who sells losses sooner than gains for one who sells into falls', () => {
  const gains: Held[] = [
    [true, 0, 2_000, 40],
    [true, 4, 100, 2],
  ];
  expect(fallResponse(after(...gains, [false, 0, 500, 50], [false, 4, 1_000, 100]))).toBeLessThan(0.1);
});

it('counts the bars held above and below the cost, and exits, by the fall against the position', () => {
  const bars = barsOf(swing(250, [98, 94, 94]));
  const held = (qty: number, avgCost: number) => {
    const falls = noFalls();
    bars?.countHeld(falls, avgCost, NOW - 3 * HOUR, Math.sign(qty));
    return falls;
  };
  const steps = (price: number, direction: number) => bars?.fallStep(price, direction);
  const z = ([0, 1, 2] as const).map((horizon) => bars?.z(horizon, 94) ?? Number.NaN);
  expect(steps(94, 1)).toBe(Math.round(-Math.min(...z) / 0.5));
  expect(steps(60, 1)).toBe(8);
  expect(steps(94, -1)).toBe(0);
  const long = held(2, 96);
  expect([long.inGain.bars, long.inLoss.bars]).toEqual([1, 2]);
  expect(long.inLoss.steps).toBeGreaterThan(long.inLoss.bars);
  const short = held(-2, 94);
  expect([short.inGain.bars, short.inLoss.bars]).toEqual([0, 1]);
  expect(barsOf(swing(192))?.fallStep(90, 1)).toBeNull();
});
