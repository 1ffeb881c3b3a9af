import { z } from 'zod';
import { EVENT_PAYLOADS, type EventType } from '../events/event.ts';
import { UtcTime } from './wire.ts';

function frameOf<Type extends EventType>(type: Type) {
  return z.object({
    id: z.ulid(),
    type: z.literal(type),
    v: z.number().int(),
    ts: UtcTime,
    payload: EVENT_PAYLOADS[type],
  });
}

/** A stored event as the stream sends it. */
export const EventFrame = z.discriminatedUnion('type', [
  frameOf('import.progress'),
  frameOf('import.completed'),
  frameOf('import.undone'),
  frameOf('bias.tagged'),
  frameOf('coach.reflect'),
  frameOf('simulation.completed'),
  frameOf('digest.ready'),
  frameOf('rule.breached'),
  frameOf('broker.status'),
  frameOf('account.updated'),
]);
export type EventFrame = z.infer<typeof EventFrame>;

/** Sent instead of a replay when lastEventId is too old: reload, then follow. */
export const ResyncFrame = z.object({ type: z.literal('resync') });

export const ServerFrame = z.union([EventFrame, ResyncFrame]);
export type ServerFrame = z.infer<typeof ServerFrame>;

export const AckFrame = z.object({ type: z.literal('ack'), id: z.ulid() });
export type AckFrame = z.infer<typeof AckFrame>;
