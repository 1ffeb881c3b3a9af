import pg from 'pg';

/** Connects for as long as the work takes; an abort ends the connection, and with it the query under way. */
export async function withClient<T>(
  connectionString: string,
  signal: AbortSignal,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const client = new pg.Client({ connectionString });
  await client.connect();
  const end = (): void => void client.end();
  signal.addEventListener('abort', end);
  try {
    return await work(client);
  } finally {
    signal.removeEventListener('abort', end);
    await client.end();
  }
}
