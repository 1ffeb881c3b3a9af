import type { FastifyInstance } from 'fastify';
import type { Database } from '../../lib/db.ts';
import type { OriginPolicy } from '../../lib/http/originCheck.ts';
import type { Clock } from '../../ports/clock.ts';
import type { WakeUp } from '../../ports/wakeUp.ts';
import type { OutboxRepo } from './OutboxRepo.ts';

export { OUTBOX_CHANNEL, type OutboxRepo } from './OutboxRepo.ts';
export { outboxJobs } from './outboxJobs.ts';

import { outboxSource } from './outboxSource.ts';
import { StreamHub, type StreamWatch } from './StreamHub.ts';
import { mountStream } from './streamRoutes.ts';

export interface EventsDeps {
  database: Pick<Database<{ outbox: OutboxRepo }>, 'forUser' | 'withoutUser'>;
  /** Which of these sessions are still valid. */
  validSessions: (sessionIds: string[]) => Promise<Set<string>>;
  wakeUp: WakeUp;
  clock: Clock;
  originPolicy: OriginPolicy;
  watch: StreamWatch;
  onError: (error: unknown) => void;
}

export interface Events {
  mount: (app: FastifyInstance) => Promise<void>;
  /** Follows wake-ups, and polls as their net. */
  start(): Promise<void>;
  /** Sends every client to another process, then lets go. */
  stop(): Promise<void>;
}

const POLL_MS = 2_000;

/** The stream of one api process. */
export function createEvents(deps: EventsDeps): Events {
  const { wakeUp, originPolicy, onError } = deps;
  const hub = new StreamHub(outboxSource(deps.database, deps.validSessions, deps.clock), deps.watch, onError);
  let timer: NodeJS.Timeout | null = null;
  const poll = () => Promise.all([hub.poll(), hub.closeRevoked()]).catch(onError);
  return {
    mount: (app) => mountStream(app, { hub, originPolicy, onError }),
    start: async () => {
      await wakeUp.listen((userId) => hub.wake(userId));
      timer = setInterval(() => void poll(), POLL_MS);
    },
    stop: async () => {
      if (timer) clearInterval(timer);
      hub.drain();
      await wakeUp.close();
    },
  };
}
