import { ErrorBody } from '@twin/shared/dto/error';
import type { z } from 'zod';
import { Unusable } from './command.ts';
import type { ServerEnv } from './serverEnv.ts';

const CSRF_COOKIE = 'twin_csrf';
/** Where `npm start` listens unless it is told otherwise. */
const LOCAL = 'http://127.0.0.1:4180';

/** A running Trading Twin as a signed-in person sees it, over the same HTTP calls that the pages use. */
export class Server {
  readonly #address: string;
  readonly #cookies = new Map<string, string>();

  private constructor(address: string) {
    this.#address = address;
  }

  /** @throws Unusable without mail address or password, or when the server does not know them */
  static async signIn({ server, email, password }: ServerEnv): Promise<Server> {
    if (!email || !password)
      throw new Unusable('say who you are: --email or TWIN_EMAIL, and the password in TWIN_PASSWORD.');
    return Server.#enter('login', server, { email, password });
  }

  /** A new person. @throws Unusable when registration is closed */
  static async register(person: {
    server: string | undefined;
    email: string;
    password: string;
  }): Promise<Server> {
    const { server, ...credentials } = person;
    return Server.#enter('register', server, credentials);
  }

  static async #enter(
    how: 'login' | 'register',
    server: string | undefined,
    credentials: object,
  ): Promise<Server> {
    const opened = new Server((server ?? LOCAL).replace(/\/$/, ''));
    // Any GET leaves the token that unsafe calls send back.
    await opened.#send('/v1/auth/options');
    await opened.post(`/v1/auth/${how}`, credentials);
    await opened.#send('/v1/auth/options');
    return opened;
  }

  /** What opens the stream of events: a WebSocket has headers of its own. */
  streamRequest(): { url: string; headers: Record<string, string> } {
    const url = `${this.#address.replace(/^http/, 'ws')}/v1/stream`;
    return { url, headers: { cookie: this.#cookieHeader(), origin: this.#address } };
  }

  async get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
    return schema.parse(await (await this.#call(path)).json());
  }

  /** The parsed answer is up to the caller: not every call has one. */
  async post(path: string, body: object): Promise<Response> {
    const isForm = body instanceof FormData;
    return this.#call(path, {
      method: 'POST',
      headers: isForm ? {} : { 'content-type': 'application/json' },
      body: isForm ? body : JSON.stringify(body),
    });
  }

  async download(path: string): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#call(path)).arrayBuffer());
  }

  async signOut(): Promise<void> {
    await this.post('/v1/auth/logout', {});
  }

  async #call(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await this.#send(path, init);
    if (response.ok) return response;
    const refused = ErrorBody.safeParse(await response.json().catch(() => null));
    if (!refused.success) throw new Unusable(`${this.#address} answered ${response.status} to ${path}.`);
    const { message, fields } = refused.data.error;
    const details = fields.map((field) => ` ${field.message}${field.fix ? `. ${field.fix}` : ''}`);
    throw new Unusable(`${message}${details.join('')}`);
  }

  async #send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('cookie', this.#cookieHeader());
    const token = this.#cookies.get(CSRF_COOKIE);
    if (token !== undefined) headers.set('x-csrf-token', token);
    const response = await fetch(this.#address + path, { ...init, headers }).catch((cause: unknown) => {
      throw new Unusable(`${this.#address} does not answer; start it, or name another with --server.`, {
        cause,
      });
    });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    return response;
  }

  #cookieHeader(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #keep(cookie: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (value === '') this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}
