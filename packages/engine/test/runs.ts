/** No search for counterexamples is smaller than this. */
const FEWEST = 20;

/**
 * How many runs a property has: `npm run test:long` multiplies them, and mutation testing, which runs each property
 * thousands of times, takes a small share.
 */
export function runsOf(runs: number): number {
  const factor = Number(process.env['TWIN_PROPERTY_FACTOR'] ?? 1);
  return Math.max(Math.min(runs, FEWEST), Math.round(runs * factor));
}
