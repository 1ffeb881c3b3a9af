import { describe, expect, it } from 'vitest';
import { StreamClient, type StreamSocket } from './StreamClient.ts';

const ID = '01JNQ5V0000000000000000001';
const FRAME = JSON.stringify({
  id: ID,
  type: 'account.updated',
  v: 1,
  ts: '2025-03-01T12:00:00Z',
  payload: { dataVersion: 1 },
});

class FakeSocket implements StreamSocket {
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: string[] = [];
  readonly address: string;
  isClosed = false;

  constructor(address: string) {
    this.address = address;
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.isClosed = true;
  }
}

function setUp() {
  const sockets: FakeSocket[] = [];
  const due: (() => void)[] = [];
  const seen = { events: 0, reloads: 0, unreadable: 0, phases: [] as string[] };
  let cursor: string | null = null;
  const client = new StreamClient('/v1/stream', {
    open: (address) => {
      const socket = new FakeSocket(address);
      sockets.push(socket);
      return socket;
    },
    schedule: (retry) => {
      due.push(retry);
      return () => due.splice(due.indexOf(retry), 1);
    },
    random: () => 0.5,
    cursor: {
      read: () => cursor,
      write: (id) => {
        cursor = id;
      },
    },
    onEvent: () => {
      seen.events += 1;
    },
    onPhase: (phase) => seen.phases.push(phase),
    onReload: () => {
      seen.reloads += 1;
    },
    onSuspectSession: () => {},
    onUnreadable: () => {
      seen.unreadable += 1;
    },
  });
  return { client, sockets, due, seen, cursor: () => cursor };
}

describe('the stream client', () => {
  it('delivers, remembers and acknowledges a frame, and resumes after it', () => {
    const { client, sockets, due, seen, cursor } = setUp();
    client.start();
    sockets[0]?.onopen?.();
    sockets[0]?.onmessage?.({ data: FRAME });
    expect(seen.events).toBe(1);
    expect(cursor()).toBe(ID);
    expect(sockets[0]?.sent).toEqual([JSON.stringify({ type: 'ack', id: ID })]);
    sockets[0]?.onclose?.();
    due[0]?.();
    expect(sockets.map(({ address }) => address)).toEqual([
      `/v1/stream?lastEventId=${'0'.repeat(26)}`,
      `/v1/stream?lastEventId=${ID}`,
    ]);
    expect(seen.phases).toEqual(['connecting', 'live', 'waiting', 'connecting']);
  });

  it('hears nothing more from a socket that it has left', () => {
    const { client, sockets, seen } = setUp();
    client.start();
    sockets[0]?.onopen?.();
    client.woke();
    expect(sockets[0]?.isClosed).toBe(true);
    sockets[0]?.onmessage?.({ data: FRAME });
    expect(seen.events).toBe(0);
    expect(sockets).toHaveLength(2);
  });

  it('reports a frame that does not fit the contract and uses nothing of it', () => {
    const { client, sockets, seen, cursor } = setUp();
    client.start();
    sockets[0]?.onopen?.();
    sockets[0]?.onmessage?.({ data: FRAME.replace('"dataVersion":1', '"dataVersion":"one"') });
    sockets[0]?.onmessage?.({ data: 'no json' });
    expect(seen).toMatchObject({ events: 0, unreadable: 2 });
    expect(cursor()).toBeNull();
  });

  it('leaves no retry behind when it is stopped', () => {
    const { client, sockets, due } = setUp();
    client.start();
    sockets[0]?.onclose?.();
    expect(due).toHaveLength(1);
    client.stop();
    expect(due).toHaveLength(0);
  });
});
