import { EventFrame } from '@twin/shared/dto/event';
import { WebSocket } from 'ws';
import { Unusable } from './command.ts';
import type { Server } from './Server.ts';

/** The events of a person, as they come. */
export interface FollowedStream {
  /** The import.completed event of this import, whether it has come already or comes yet. */
  completed(importId: string): Promise<{ tags: number }>;
  close(): void;
}

/** Opens the stream; what is awaited on it has `waitMs` to come. @throws Unusable when it does not open */
export async function followStream(server: Server, waitMs: number): Promise<FollowedStream> {
  const { url, headers } = server.streamRequest();
  const socket = new WebSocket(url, { headers });
  const seen: EventFrame[] = [];
  socket.on('message', (data) => {
    const frame = EventFrame.safeParse(JSON.parse(String(data)));
    if (frame.success) seen.push(frame.data);
    socket.emit('frame');
  });
  await new Promise<void>((done, fail) => {
    socket.once('open', done);
    socket.once('error', (error) => fail(new Unusable(`the stream does not open: ${error.message}`)));
  });
  return {
    completed: (importId) =>
      new Promise((done, fail) => {
        const timer = setTimeout(
          () => fail(new Unusable(`no import.completed came within ${waitMs / 1000} s.`)),
          waitMs,
        );
        const look = () => {
          for (const { type, payload } of seen) {
            if (type !== 'import.completed' || payload.importId !== importId) continue;
            clearTimeout(timer);
            socket.off('frame', look);
            done({ tags: payload.tags });
          }
        };
        socket.on('frame', look);
        look();
      }),
    close: () => socket.close(),
  };
}
