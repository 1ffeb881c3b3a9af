/**
 * A list as PostgreSQL's array text, to be cast in the query: `${arrayLiteral(ids)}::text[]`. One string costs a
 * batch of thousands of rows a fraction of what as many single values cost on their way through the client.
 */
export function arrayLiteral(values: readonly (string | number | null)[]): string {
  return `{${values.map(elementOf).join()}}`;
}

const NEEDS_QUOTES = /[^A-Za-z0-9_.+:-]|^$|^null$/i;

function elementOf(value: string | number | null): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number' || !NEEDS_QUOTES.test(value)) return String(value);
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
