import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the stub answers next: the text of a well-formed JSON answer, or the raw content of the message. */
export interface StubAnswer {
  text?: string;
  /** In place of `text`: what becomes of the text that was sent. */
  reword?: (text: string) => string;
  content?: string;
  finish?: 'stop' | 'length';
  waitMs?: number;
}

export interface StubLlm {
  url: string;
  answer: StubAnswer;
  /** What the service sent last, as text. */
  lastRequest: string;
  close(): Promise<void>;
}

/** A chat-completions server on this machine that answers what it is told to. */
export async function startStubLlm(): Promise<StubLlm> {
  const server = createServer((request, response) => void answer(request, response));
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    stub.lastRequest = Buffer.concat(parts).toString('utf8');
    const { text, reword, content, finish = 'stop', waitMs = 0 } = stub.answer;
    const said = reword ? reword(sentText(stub.lastRequest)) : text;
    const message = { role: 'assistant', content: content ?? JSON.stringify({ text: said }) };
    const body = JSON.stringify({
      ...{ id: '1', object: 'chat.completion', created: 1, model: 'stub' },
      choices: [{ index: 0, message, finish_reason: finish }],
    });
    const send = (): void => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    };
    if (waitMs === 0) send();
    else setTimeout(send, waitMs);
  }
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const stub: StubLlm = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    answer: {},
    lastRequest: '',
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return stub;
}

function sentText(request: string): string {
  const { messages } = JSON.parse(request) as { messages: { content: string }[] };
  return (JSON.parse(messages.at(-1)?.content ?? '') as { text: string }).text;
}
