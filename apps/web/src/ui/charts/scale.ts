/** Maps a value onto pixels; a domain of one value lies in the middle. */
export type Scale = (value: number) => number;

export function linearScale(
  [low, high]: readonly [number, number],
  [from, to]: readonly [number, number],
): Scale {
  if (high === low) return () => (from + to) / 2;
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}

/** The smallest and largest of the numbers, with zero among them: an amount is read against nothing. */
export function extentWithZero(values: Iterable<number | null>): [number, number] {
  let [low, high] = [0, 0];
  for (const value of values) {
    if (value === null) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** Round values (1, 2 or 5 times a power of ten apart) that cover the domain in about `count` steps. */
export function niceTicks(low: number, high: number, count: number): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const ticks: number[] = [];
  for (let place = Math.ceil(low / step); place * step <= high + step * 1e-9; place += 1) {
    ticks.push(place === 0 ? 0 : Number((place * step).toPrecision(12)));
  }
  return ticks;
}

/** Positions of `count` labels spread evenly over `total` places, the first and the last included. */
export function spreadPlaces(total: number, count: number): number[] {
  if (total <= 0) return [];
  const wanted = Math.min(count, total);
  if (wanted === 1) return [total - 1];
  const places = Array.from({ length: wanted }, (_, at) => Math.round((at * (total - 1)) / (wanted - 1)));
  return [...new Set(places)];
}

/** An SVG path through the points; a null breaks the line. */
export function linePath(points: readonly (readonly [x: number, y: number | null])[]): string {
  let isBroken = true;
  let path = '';
  for (const [x, y] of points) {
    if (y === null) {
      isBroken = true;
      continue;
    }
    path += `${isBroken ? 'M' : 'L'}${round(x)} ${round(y)}`;
    isBroken = false;
  }
  return path;
}

/** The area between the points and a base line. */
export function areaPath(points: readonly (readonly [x: number, y: number])[], base: number): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return '';
  return `${linePath(points)}L${round(last[0])} ${round(base)}L${round(first[0])} ${round(base)}Z`;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
