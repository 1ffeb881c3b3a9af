import pg from 'pg';
import type { WakeUp } from '../../ports/wakeUp.ts';

const RECONNECT_MS = 1_000;

/** LISTEN on a connection of its own, opened again when it drops; what was missed meanwhile the poll finds. */
export class PostgresWakeUp implements WakeUp {
  private readonly url: string;
  private readonly channel: string;
  private readonly onError: (error: unknown) => void;
  private client: pg.Client | null = null;
  private retry: NodeJS.Timeout | null = null;
  private isClosed = false;

  /** Needs a connection that PostgreSQL itself answers: a pooler in transaction mode forgets LISTEN. */
  constructor(url: string, channel: string, onError: (error: unknown) => void) {
    this.url = url;
    this.channel = channel;
    this.onError = onError;
  }

  async listen(listener: (userId: string) => void): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      keepAlive: true,
      application_name: 'twin-wake-up',
    });
    client.on('notification', ({ payload }) => {
      if (payload) listener(payload);
    });
    client.on('error', (error) => this.reopen(listener, error));
    client.on('end', () => this.reopen(listener, null));
    this.client = client;
    await client.connect();
    await client.query(`LISTEN ${pg.escapeIdentifier(this.channel)}`);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    if (this.retry) clearTimeout(this.retry);
    await this.client?.end();
  }

  private reopen(listener: (userId: string) => void, error: unknown): void {
    if (error !== null) this.onError(error);
    if (this.isClosed || this.retry) return;
    this.retry = setTimeout(() => {
      this.retry = null;
      this.listen(listener).catch((failure: unknown) => this.reopen(listener, failure));
    }, RECONNECT_MS);
  }
}
