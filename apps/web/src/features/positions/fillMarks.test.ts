import { expect, it } from 'vitest';
import { countedMarks, fillMarks } from './fillMarks.ts';

const HOUR = 3_600_000;
const BEGINS = [0, 1, 2].map((hour) => hour * HOUR);

function fill(minutes: number, side: 'buy' | 'sell') {
  return { ts: new Date(minutes * 60_000).toISOString(), side };
}

it('the fills of one side in one bar are one mark with their count', () => {
  const fills = [fill(125, 'sell'), fill(5, 'buy'), fill(10, 'buy'), fill(59, 'sell'), fill(60, 'buy')];
  expect(fillMarks(fills, BEGINS)).toEqual([
    { bar: 0, side: 'buy', count: 2 },
    { bar: 0, side: 'sell', count: 1 },
    { bar: 1, side: 'buy', count: 1 },
    { bar: 2, side: 'sell', count: 1 },
  ]);
});

it('a fill before the first bar has no place', () => {
  expect(fillMarks([fill(-1, 'buy')], BEGINS)).toEqual([]);
});

it('a count is told where it has room beside the next mark of its side', () => {
  const marks = [
    { bar: 0, side: 'buy', count: 3 },
    { bar: 2, side: 'sell', count: 4 },
    { bar: 5, side: 'buy', count: 2 },
    { bar: 6, side: 'buy', count: 9 },
    { bar: 9, side: 'sell', count: 1 },
  ] as const;
  const told = (room: number) => [...countedMarks(marks, room)].map(({ count }) => count);
  expect(told(1)).toEqual([3, 2, 9, 4]);
  expect(told(5)).toEqual([3, 4]);
});
