import websocket from '@fastify/websocket';
import { AppError } from '@twin/shared/errors/AppError';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import { parseInput } from '../../lib/http/inputProblems.ts';
import { isOwnOrigin, type OriginPolicy } from '../../lib/http/originCheck.ts';
import { SOCKETS_PER_USER, type StreamHub } from './StreamHub.ts';

export interface StreamOptions {
  hub: StreamHub;
  originPolicy: OriginPolicy;
  onError: (error: unknown) => void;
}

const StreamQuery = z.object({
  lastEventId: z
    .ulid()
    .transform((id) => id.toUpperCase())
    .optional(),
});

/** An ack is short; whatever is longer is no ack. */
const FRAME_LIMIT_BYTES = 1024;
const PING_MS = 30_000;
/** RFC 6455's code for a server that will not serve this one now. */
const TRY_LATER = 1013;

/** GET /v1/stream: refuses strangers before the upgrade, then hands the socket to the hub. */
export async function mountStream(app: FastifyInstance, options: StreamOptions): Promise<void> {
  await app.register(websocket, { options: { maxPayload: FRAME_LIMIT_BYTES } });
  const heads = new WeakMap<FastifyRequest, string>();
  const preValidation = async (request: FastifyRequest) => {
    const userId = refuseStrangers(request, options);
    heads.set(request, await options.hub.headOf(userId));
  };
  app.get('/v1/stream', { websocket: true, preValidation }, (socket, request) => {
    const lastEventId = StreamQuery.parse(request.query).lastEventId ?? null;
    const start = { lastEventId, head: heads.get(request) ?? null };
    const { session } = request;
    if (!session) return;
    // Several that were let in at once are counted here, one after the other.
    if (options.hub.socketCount(session.userId) >= SOCKETS_PER_USER)
      socket.close(TRY_LATER, 'too many streams');
    else follow(socket, session, start, options);
  });
}

/** @returns who comes. @throws AppError before the upgrade, so that a stranger gets an answer and no socket. */
function refuseStrangers(request: FastifyRequest, { hub, originPolicy }: StreamOptions): string {
  const { origin } = request.headers;
  if (origin === undefined || !isOwnOrigin(request.headers, originPolicy))
    throw new AppError('ORIGIN_FORBIDDEN');
  if (request.session === null) throw new AppError('UNAUTHENTICATED');
  parseInput(StreamQuery, request.query);
  if (hub.socketCount(request.session.userId) >= SOCKETS_PER_USER) throw new AppError('RATE_LIMITED');
  return request.session.userId;
}

function follow(
  socket: WebSocket,
  session: { id: string; userId: string },
  { lastEventId, head }: { lastEventId: string | null; head: string | null },
  { hub, onError }: StreamOptions,
): void {
  const client = hub.attach(
    { sessionId: session.id, userId: session.userId },
    {
      send: (frame) => socket.send(frame),
      bufferedBytes: () => socket.bufferedAmount,
      close: (code, reason) => socket.close(code, reason),
    },
    lastEventId,
    head,
  );
  const stopPings = pingEvery(socket, PING_MS);
  socket.on('message', (data: Buffer) => void client.receive(data.toString('utf8')).catch(onError));
  socket.on('error', onError);
  socket.on('close', () => {
    stopPings();
    client.detach();
  });
}

/** Ends a connection whose other side no longer answers. @returns how to stop */
function pingEvery(socket: WebSocket, everyMs: number): () => void {
  let isAnswered = true;
  socket.on('pong', () => {
    isAnswered = true;
  });
  const timer = setInterval(() => {
    if (!isAnswered) return socket.terminate();
    isAnswered = false;
    socket.ping();
  }, everyMs);
  return () => clearInterval(timer);
}
