import { expect, it } from 'vitest';
import { positionThen } from './positionThen.ts';

const OPENED = Date.UTC(2025, 0, 1);
const CLOSED = OPENED + 3_600_000;
const closed = { closedAt: new Date(CLOSED).toISOString() };
const after = (...positions: (string | null)[]) => positions.map((positionAfter) => ({ positionAfter }));

it('a position is what its last known fill left, and flat before the first one', () => {
  expect(positionThen(closed, [], OPENED)).toBe('flat');
  expect(positionThen(closed, after('-2'), CLOSED)).toBe('short 2');
  expect(positionThen({ closedAt: null }, after('0.5', '10410.25'), CLOSED)).toBe('long 10,410.25');
});

it('a closed position is flat, whatever its last fill left', () => {
  expect(positionThen(closed, after('-2', '0'), CLOSED + 1)).toBe('flat');
  expect(positionThen(closed, after('1', null), CLOSED + 1)).toBe('flat');
});

it('a position that its fills do not tell is not made up', () => {
  expect(positionThen(closed, after(null), CLOSED)).toBe('not known from its fills alone');
});
