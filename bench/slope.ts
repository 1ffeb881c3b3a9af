import { median } from './figure.ts';

export interface Point {
  x: number;
  y: number;
}

/**
 * Slope of a line through points of which some are far off: the median of the slopes of all pairs (Theil 1950, Sen
 * 1968), with Sen's 95 % interval, in y per x.
 */
export function theilSen(points: readonly Point[]): { slope: number; low: number; high: number } {
  const slopes = points
    .flatMap((a, at) => points.slice(at + 1).map((b) => (b.y - a.y) / (b.x - a.x)))
    .sort((a, b) => a - b);
  const n = points.length;
  const half = 1.96 * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const at = (rank: number) =>
    slopes[Math.min(slopes.length - 1, Math.max(0, Math.round(rank)))] ?? Number.NaN;
  return {
    slope: median(slopes),
    low: at((slopes.length - half) / 2),
    high: at((slopes.length + half) / 2),
  };
}
