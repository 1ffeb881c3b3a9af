/**
 * How many runs a property has: `npm run test:long` multiplies them, and mutation testing, which runs each property
 * hundreds of times, takes a share.
 */
export function runsOf(runs: number): number {
  return Math.max(1, Math.round(runs * Number(process.env['TWIN_PROPERTY_FACTOR'] ?? 1)));
}
