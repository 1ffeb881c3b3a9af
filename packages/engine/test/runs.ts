/** How many runs a property has: `npm run test:long` multiplies them. */
export function runsOf(runs: number): number {
  return runs * Number(process.env['TWIN_PROPERTY_FACTOR'] ?? 1);
}
