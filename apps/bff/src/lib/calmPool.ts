import type { Pool } from 'pg';

/**
 * Keeps a dropped connection from ending the process: one that lies idle or is held without a query at that moment
 * emits an error that nobody else listens for. Whoever uses it next gets the error, or the pool opens another.
 */
export function calm<Calmed extends Pool>(pool: Calmed): Calmed {
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
