import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cleanUp } from '../support/cleanUp.ts';

export interface VenueCall {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface StubReply {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

/** What a test makes the venue answer instead, and when; null: the usual answer. */
export type Fault = (call: VenueCall) => StubReply | null | Promise<StubReply | null>;

export interface VenueServer {
  url: URL;
  /** Every call so far. */
  calls: VenueCall[];
  /** Asked before the usual answer. */
  fault: Fault | null;
  close(): Promise<void>;
}

type Answer = (call: VenueCall) => Promise<StubReply> | StubReply;

/** A venue on this machine that is closed after the test or file. */
export async function startVenue(answer: Answer): Promise<VenueServer> {
  const venue = await openVenue(answer);
  cleanUp(venue.close);
  return venue;
}

/** A venue on this machine: a real HTTP server that keeps what it was asked. */
export async function openVenue(answer: Answer): Promise<VenueServer> {
  const server = createServer((request, response) => void handle(request, response));
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const call: VenueCall = {
      method: request.method ?? 'GET',
      url: new URL(request.url ?? '/', venue.url),
      headers: request.headers,
      body: Buffer.concat(parts).toString('utf8'),
    };
    venue.calls.push(call);
    const reply = (await venue.fault?.(call)) ?? (await answer(call));
    if (reply.status === 0) return void response.destroy();
    response
      .writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers })
      .end(reply.body);
  }
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const venue: VenueServer = {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    calls: [],
    fault: null,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return venue;
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): StubReply {
  return { status, body: JSON.stringify(body), headers };
}

/** Fails every call of a path once, as often as it is new. */
export function everyCallOnce(reply: StubReply, isMeant: (call: VenueCall) => boolean): Fault {
  const failed = new Set<string>();
  return (call) => {
    const key = call.url.pathname + call.url.search;
    if (!isMeant(call) || failed.has(key)) return null;
    failed.add(key);
    return reply;
  };
}
