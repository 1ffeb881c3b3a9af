import { Redis } from 'ioredis';
import type { WakeUp } from '../../ports/wakeUp.ts';

/** Publish and subscribe on one Redis channel; ioredis subscribes again after a lost connection. */
export class RedisWakeUp implements WakeUp {
  private readonly url: string;
  private readonly channel: string;
  private readonly onError: (error: unknown) => void;
  private readonly publisher: Redis;
  private subscriber: Redis | null = null;

  constructor(url: string, channel: string, onError: (error: unknown) => void) {
    this.url = url;
    this.channel = channel;
    this.onError = onError;
    this.publisher = this.connect();
  }

  /** Called after the commit; a lost wake-up costs the time until the next poll and nothing else. */
  announce(userId: string): void {
    this.publisher.publish(this.channel, userId).catch(this.onError);
  }

  async listen(listener: (userId: string) => void): Promise<void> {
    const subscriber = this.connect();
    subscriber.on('message', (_channel: string, userId: string) => listener(userId));
    this.subscriber = subscriber;
    await subscriber.subscribe(this.channel);
  }

  async close(): Promise<void> {
    this.subscriber?.disconnect();
    this.publisher.disconnect();
  }

  private connect(): Redis {
    const redis = new Redis(this.url);
    redis.on('error', this.onError);
    return redis;
  }
}
