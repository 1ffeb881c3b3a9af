import { expect, it } from 'vitest';
import { shiftInto } from './Popover.tsx';

it.each([
  ['with room on both sides', 50, 306, 360, 0],
  ['left of the window', -120, 136, 360, 128],
  ['right of the window', 200, 456, 360, -104],
  ['wider than the window', 20, 380, 340, -12],
])('a panel %s stays inside', (_where, left, right, width, shift) => {
  expect(shiftInto(left, right, width)).toBe(shift);
});
