import { AckFrame } from '@twin/shared/dto/event';
import { ulidTime } from '../../lib/ulid.ts';
import type { StoredEvent } from './OutboxRepo.ts';

/** What the hub needs from the outbox; ids are ULIDs whose order is the commit order of that user. */
export interface EventSource {
  listSince(userId: string, afterId: string, limit: number): Promise<StoredEvent[]>;
  /** The newest event of the user, or '' without any. */
  headOf(userId: string): Promise<string>;
  /** The newest event of each of these users that has one. */
  headsOf(userIds: string[]): Promise<Map<string, string>>;
  /** Ids before this one are no longer kept: a client that stopped there must reload. */
  oldestKept(): Promise<string>;
  markDelivered(userId: string, id: string): Promise<void>;
  /** Which of these sessions are still valid. */
  validSessions(sessionIds: string[]): Promise<Set<string>>;
}

/** Who follows: a person, in one session. */
export interface Follower {
  userId: string;
  sessionId: string;
}

/** The part of a WebSocket that the hub uses. */
export interface StreamSocket {
  send(frame: string): void;
  bufferedBytes(): number;
  close(code: number, reason: string): void;
}

export interface StreamClient {
  /** A frame that the client sent. */
  receive(text: string): Promise<void>;
  detach(): void;
}

/** Who counts what the hub does. */
export interface StreamWatch {
  opened(): void;
  closed(): void;
  /** An event was handed to a socket that follows live; `ts` is when it was written. */
  delivered(ts: Date): void;
  /** The outbox was looked at: since when its oldest event waits for a socket that follows live; null without one. */
  polled(waitingSince: Date | null): void;
}

interface Client extends Follower {
  socket: StreamSocket;
  /** Every event up to here was sent. */
  cursor: string;
  /** Follows the room; before that it catches up on its own, so that a long absence delays nobody else. */
  isLive: boolean;
  isGone: boolean;
}

interface Room {
  clients: Set<Client>;
  isPumping: boolean;
  /** Something happened while pumping: read once more. */
  isStale: boolean;
  /** The first event that a poll found unsent to a live socket, or ''. */
  unsent: string;
}

const BATCH = 200;
/** A client that leaves this much unread is closed rather than buffered without bound. */
const BUFFER_LIMIT_BYTES = 1_048_576;

export const CLOSE_SLOW = 4408;
export const CLOSE_BAD_FRAME = 4400;
export const CLOSE_SIGNED_OUT = 4401;
export const CLOSE_RESTART = 1012;
export const SOCKETS_PER_USER = 10;

/**
 * Sends each user's events to each of the user's sockets, every one once and in commit order, whether they are read
 * after a wake-up, a poll or a reconnect: a socket has one cursor and only reading the outbox moves it.
 */
export class StreamHub {
  private readonly source: EventSource;
  private readonly onError: (error: unknown) => void;
  private readonly watch: StreamWatch;
  private readonly rooms = new Map<string, Room>();

  constructor(source: EventSource, watch: StreamWatch, onError: (error: unknown) => void) {
    this.source = source;
    this.watch = watch;
    this.onError = onError;
  }

  socketCount(userId: string): number {
    return this.rooms.get(userId)?.clients.size ?? 0;
  }

  /** What is now for a person who comes without a last event: read before the socket opens, it misses nothing after. */
  headOf(userId: string): Promise<string> {
    return this.source.headOf(userId);
  }

  /** Follows from the event after `lastEventId`; when it is null, from `head`, or from when the outbox is first read. */
  attach(
    follower: Follower,
    socket: StreamSocket,
    lastEventId: string | null,
    head: string | null = null,
  ): StreamClient {
    const { userId } = follower;
    const client: Client = { ...follower, socket, cursor: lastEventId ?? '', isLive: false, isGone: false };
    const room = this.rooms.get(userId) ?? {
      clients: new Set(),
      isPumping: false,
      isStale: false,
      unsent: '',
    };
    this.rooms.set(userId, room);
    room.clients.add(client);
    this.watch.opened();
    this.catchUp(client, lastEventId, head).catch((error: unknown) => this.fail(client, error));
    return {
      receive: (text) => this.receive(client, text),
      detach: () => this.detach(client),
    };
  }

  /** Reads the outbox for the user; cheap and harmless when nothing is new. */
  wake(userId: string): void {
    const room = this.rooms.get(userId);
    if (!room) return;
    room.isStale = true;
    if (!room.isPumping) void this.pump(userId, room);
  }

  /** The net under lost wake-ups: wakes the users whose outbox is ahead of a live socket. */
  async poll(): Promise<void> {
    const heads = await this.source.headsOf([...this.rooms.keys()]);
    for (const [userId, head] of heads) {
      const room = this.rooms.get(userId);
      if (!room) continue;
      if (!isBehind(room, room.unsent)) room.unsent = '';
      if (!isBehind(room, head)) continue;
      room.unsent ||= head;
      this.wake(userId);
    }
    const [oldest] = [...this.rooms.values()].flatMap(({ unsent }) => unsent || []).sort();
    this.watch.polled(oldest === undefined ? null : new Date(ulidTime(oldest)));
  }

  /** Asks every client to come back elsewhere: the process is about to end. */
  drain(): void {
    for (const room of this.rooms.values()) {
      for (const client of [...room.clients]) this.close(client, CLOSE_RESTART, 'restarting');
    }
  }

  /** Closes the sockets of sessions that were revoked or have expired. */
  async closeRevoked(): Promise<void> {
    const clients = [...this.rooms.values()].flatMap((room) => [...room.clients]);
    if (clients.length === 0) return;
    const valid = await this.source.validSessions([...new Set(clients.map(({ sessionId }) => sessionId))]);
    for (const client of clients) {
      if (!valid.has(client.sessionId)) this.close(client, CLOSE_SIGNED_OUT, 'signed out');
    }
  }

  private async catchUp(client: Client, lastEventId: string | null, head: string | null): Promise<void> {
    if (lastEventId === null) client.cursor = head ?? (await this.source.headOf(client.userId));
    else if (lastEventId < (await this.source.oldestKept())) await this.resync(client);
    while (!client.isGone) {
      const events = await this.source.listSince(client.userId, client.cursor, BATCH);
      this.sendAll(client, events.map(encode));
      if (events.length > 0) continue;
      client.isLive = true;
      this.wake(client.userId);
      return;
    }
  }

  private async resync(client: Client): Promise<void> {
    client.cursor = await this.source.headOf(client.userId);
    client.socket.send(JSON.stringify({ type: 'resync' }));
  }

  private async pump(userId: string, room: Room): Promise<void> {
    room.isPumping = true;
    try {
      while (room.isStale) {
        room.isStale = false;
        await this.pumpOnce(userId, room);
      }
    } catch (error) {
      this.onError(error);
    } finally {
      room.isPumping = false;
    }
  }

  /** Serves the clients that were live before the read: one that joins meanwhile has its own gap and the next turn. */
  private async pumpOnce(userId: string, room: Room): Promise<void> {
    const followers = [...room.clients].filter((client) => client.isLive);
    const [behind] = followers.map((client) => client.cursor).sort();
    if (behind === undefined) return;
    const events = (await this.source.listSince(userId, behind, BATCH)).map(encode);
    if (events.length === BATCH) room.isStale = true;
    for (const client of followers) this.sendAll(client, events);
  }

  private sendAll(client: Client, events: readonly EncodedEvent[]): void {
    for (const event of events) {
      if (client.isGone || event.id <= client.cursor) continue;
      client.socket.send(event.frame);
      client.cursor = event.id;
      if (client.isLive) this.watch.delivered(event.ts);
    }
    if (!client.isGone && client.socket.bufferedBytes() > BUFFER_LIMIT_BYTES) {
      this.close(client, CLOSE_SLOW, 'too slow: reconnect with lastEventId');
    }
  }

  private async receive(client: Client, text: string): Promise<void> {
    const ack = AckFrame.safeParse(parseJson(text));
    if (!ack.success) this.close(client, CLOSE_BAD_FRAME, 'only {"type":"ack","id"} is understood');
    else await this.source.markDelivered(client.userId, ack.data.id);
  }

  private fail(client: Client, error: unknown): void {
    this.onError(error);
    this.close(client, CLOSE_RESTART, 'try again');
  }

  private close(client: Client, code: number, reason: string): void {
    this.detach(client);
    client.socket.close(code, reason);
  }

  private detach(client: Client): void {
    if (client.isGone) return;
    client.isGone = true;
    this.watch.closed();
    const room = this.rooms.get(client.userId);
    room?.clients.delete(client);
    if (room?.clients.size === 0) this.rooms.delete(client.userId);
  }
}

interface EncodedEvent {
  id: string;
  ts: Date;
  frame: string;
}

function isBehind({ clients }: Room, id: string): boolean {
  return [...clients].some(({ isLive, cursor }) => isLive && cursor < id);
}

function encode({ id, type, v, ts, payload }: StoredEvent): EncodedEvent {
  return { id, ts, frame: JSON.stringify({ id, type, v, ts: ts.toISOString(), payload }) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
