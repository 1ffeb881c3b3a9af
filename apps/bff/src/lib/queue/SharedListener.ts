import { type PgPool, type PgPoolClient, PostgresConnection } from 'bullmq';

/**
 * One connection on which all workers of a process wait for jobs; BullMQ would open one for each queue. It is opened
 * at first use, and anew after it dropped.
 */
export class SharedListener {
  private readonly pool: PgPool;
  private readonly sharers: SharingConnection[] = [];
  private opening: Promise<PgPoolClient> | null = null;

  constructor(pool: PgPool) {
    this.pool = pool;
  }

  /** What BullMQ takes for the connections of one queue or worker. */
  connection(): PostgresConnection {
    const sharer = new SharingConnection(this.pool, () => this.client());
    this.sharers.push(sharer);
    return sharer;
  }

  /** After all workers. */
  async close(): Promise<void> {
    const client = await this.opening?.catch(() => null);
    client?.release(true);
  }

  private client(): Promise<PgPoolClient> {
    this.opening ??= this.open();
    return this.opening;
  }

  private async open(): Promise<PgPoolClient> {
    try {
      const client = await this.pool.connect();
      client.on('error', (error) => this.drop(client, error));
      return saidOnce(client);
    } catch (error) {
      // A server that was down at this try may be up at the next.
      this.opening = null;
      throw error;
    }
  }

  /** Every worker is woken, and listens again before it waits. */
  private drop(client: PgPoolClient, error: Error): void {
    client.removeAllListeners();
    client.on('error', () => undefined);
    client.release(true);
    this.opening = null;
    for (const sharer of this.sharers) {
      sharer.emit('listenerinvalidated');
      if (sharer.listenerCount('error') > 0) sharer.emit('error', error);
    }
  }
}

/** Each worker asks the server to listen to the same channel, which it need not hear twice. */
function saidOnce(client: PgPoolClient): PgPoolClient {
  const answers = new Map<string, ReturnType<PgPoolClient['query']>>();
  const say = client.query.bind(client);
  client.query = (async (text: string) => {
    const answer = answers.get(text) ?? say(text);
    answers.set(text, answer);
    return answer;
  }) as PgPoolClient['query'];
  return client;
}

class SharingConnection extends PostgresConnection {
  private readonly shared: () => Promise<PgPoolClient>;

  constructor(pool: PgPool, shared: () => Promise<PgPoolClient>) {
    super(pool);
    this.shared = shared;
  }

  override getListenClient(): Promise<PgPoolClient> {
    return this.shared();
  }
}
