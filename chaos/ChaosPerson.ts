import type { Random } from '@twin/engine/stats/random';
import { WebSocket } from 'ws';

const ANSWER_MS = 15_000;

/** A person whose client never gives up: calls are repeated until an answer comes, the stream resumes where it was. */
export class ChaosPerson {
  /** Every event frame as it came, over all connections. */
  readonly frames: { id: string; type: string }[] = [];
  id = '';
  private readonly cookies = new Map<string, string>();
  private readonly addresses: readonly string[];
  private readonly random: Random;
  private socket: WebSocket | null = null;
  private isFollowing = false;

  constructor(addresses: readonly string[], random: Random) {
    this.addresses = addresses;
    this.random = random;
  }

  async register(email: string): Promise<void> {
    await this.call('GET', '/v1/auth/session', undefined, [200, 401]);
    const body = JSON.stringify({ email, password: 'a sentence that nobody guesses' });
    // 409: it was made, and its answer was lost.
    const made = await this.call('POST', '/v1/auth/register', body, [201, 409]);
    const answer = made.includes('"user"') ? made : await this.call('POST', '/v1/auth/login', body, [200]);
    this.id = (JSON.parse(answer) as { user: { id: string } }).user.id;
  }

  /** Uploads until it is accepted; a repeated upload brings nothing twice. */
  async upload(name: string, file: string): Promise<void> {
    await this.call('POST', '/v1/imports', { name, file }, [202]);
  }

  async requestDigest(): Promise<void> {
    await this.call('POST', '/v1/digests', '{}', [200, 422]);
  }

  follow(): void {
    this.isFollowing = true;
    this.connect();
  }

  /** A cut connection: the client comes back by itself. */
  drop(): void {
    this.socket?.terminate();
  }

  leave(): void {
    this.isFollowing = false;
    this.socket?.terminate();
  }

  private anyAddress(): string {
    return this.addresses[this.random.below(this.addresses.length)] ?? '';
  }

  private connect(): void {
    if (!this.isFollowing) return;
    const address = this.anyAddress();
    const last = this.frames.at(-1);
    const query = last === undefined ? '' : `?lastEventId=${last.id}`;
    const socket = new WebSocket(`${address.replace('http', 'ws')}/v1/stream${query}`, {
      headers: { origin: address, cookie: this.cookieHeader() },
      handshakeTimeout: ANSWER_MS,
    });
    this.socket = socket;
    socket.on('message', (data: Buffer) => {
      // What a cut connection still holds belongs to nobody: the next one resumes before it.
      if (this.socket !== socket) return;
      const frame = JSON.parse(data.toString('utf8')) as { id: string; type: string };
      this.frames.push({ id: frame.id ?? '', type: frame.type });
      if (frame.id) socket.send(JSON.stringify({ type: 'ack', id: frame.id }));
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (this.socket !== socket) return;
      this.socket = null;
      setTimeout(() => this.connect(), 50 + this.random.below(200));
    });
  }

  private async call(
    method: string,
    path: string,
    content: string | { name: string; file: string } | undefined,
    wanted: readonly number[],
  ): Promise<string> {
    for (;;) {
      const response = await this.attempt(method, path, content).catch(() => null);
      const text = await response?.text().catch(() => null);
      if (response && typeof text === 'string' && wanted.includes(response.status)) return text;
      await new Promise((again) => setTimeout(again, 100 + this.random.below(200)));
    }
  }

  private async attempt(
    method: string,
    path: string,
    content: string | { name: string; file: string } | undefined,
  ): Promise<Response> {
    const address = this.anyAddress();
    const csrf = this.cookies.get('twin_csrf') ?? '';
    const headers = new Headers({ origin: address, cookie: this.cookieHeader(), 'x-csrf-token': csrf });
    const init: RequestInit = { method, headers, signal: AbortSignal.timeout(ANSWER_MS) };
    if (typeof content === 'string') {
      headers.set('content-type', 'application/json');
      init.body = content;
    } else if (content) {
      const form = new FormData();
      form.set('file', new File([content.file], content.name));
      init.body = form;
    }
    const response = await fetch(address + path, init);
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (name !== undefined && value !== undefined) this.cookies.set(name, value);
    }
    return response;
  }

  private cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}
