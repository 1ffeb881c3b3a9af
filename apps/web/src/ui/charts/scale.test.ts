import { describe, expect, it } from 'vitest';
import { areaPath, extentWithZero, linearScale, linePath, niceTicks, spreadPlaces } from './scale.ts';

describe('the maths of a chart', () => {
  it('puts the ends of the domain at the ends of the range, and a single value in the middle', () => {
    const scale = linearScale([-10, 30], [100, 0]);
    expect([scale(-10), scale(10), scale(30)]).toEqual([100, 50, 0]);
    expect(linearScale([5, 5], [100, 0])(5)).toBe(50);
  });

  it('keeps zero in sight, whatever the amounts', () => {
    expect(extentWithZero([3, null, 9])).toEqual([0, 9]);
    expect(extentWithZero([-3, -9])).toEqual([-9, 0]);
    expect(extentWithZero([])).toEqual([0, 0]);
  });

  it('labels round values inside the domain only', () => {
    expect(niceTicks(-1234, 5678, 4)).toEqual([0, 2000, 4000]);
    expect(niceTicks(0, 0.31, 3)).toEqual([0, 0.2]);
    expect(niceTicks(7, 7, 4)).toEqual([7]);
  });

  it('spreads labels evenly, the first and the last included, none twice', () => {
    expect(spreadPlaces(11, 3)).toEqual([0, 5, 10]);
    expect(spreadPlaces(2, 5)).toEqual([0, 1]);
    expect(spreadPlaces(1, 5)).toEqual([0]);
    expect(spreadPlaces(0, 5)).toEqual([]);
  });

  it('breaks a line where a value is unknown', () => {
    expect(
      linePath([
        [0, 1],
        [1, 2],
        [2, null],
        [3, 4],
      ]),
    ).toBe('M0 1L1 2M3 4');
  });

  it('closes an area on its base', () => {
    expect(
      areaPath(
        [
          [0, 5],
          [10, 8],
        ],
        20,
      ),
    ).toBe('M0 5L10 8L10 20L0 20Z');
    expect(areaPath([], 20)).toBe('');
  });
});
