import { type IncomingMessage, request } from 'node:http';
import type { RunningApi } from './target.ts';

export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  setCookies: string[];
  body: string;
}

export interface Sending {
  /** An object is sent as JSON. */
  body?: object | string | Buffer;
  /** null leaves out what a browser would send. */
  headers?: Record<string, string | null>;
}

export const PASSWORD = 'correct horse battery staple';
/** One trade. */
export const CSV =
  'ext_id,ts,symbol,side,qty,price,fee,fee_asset\n,2025-03-01T09:30:00Z,BTC-USD,buy,0.5,84000,12.60,USD\n';
let people = 0;

/** Someone with an HTTP client who may send whatever they like; by default it sends what our own page would. */
export class Attacker {
  readonly cookies = new Map<string, string>();
  readonly api: RunningApi;
  /** 127.0.0.0/8 is all this machine: one attacker, many addresses. */
  private readonly address: string;

  constructor(api: RunningApi, address = '127.0.0.1') {
    this.api = api;
    this.address = address;
  }

  async send(method: string, path: string, { body, headers = {} }: Sending = {}): Promise<Answer> {
    const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
    const payload = body === undefined || isRaw ? body : JSON.stringify(body);
    const csrf = this.cookies.get('twin_csrf');
    const all: Record<string, string | null> = {
      host: this.api.isHttps ? new URL(this.api.origin).host : `127.0.0.1:${this.api.port}`,
      cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') || null,
      ...(method === 'GET' ? {} : { origin: this.api.origin, 'x-csrf-token': csrf ?? null }),
      ...(body !== undefined && !isRaw ? { 'content-type': 'application/json' } : {}),
      ...(payload === undefined ? {} : { 'content-length': String(Buffer.byteLength(payload)) }),
      ...headers,
    };
    const answer = await exchange({
      port: this.api.port,
      address: this.address,
      method,
      path,
      headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)) as Record<
        string,
        string
      >,
      payload,
    });
    for (const cookie of answer.setCookies) this.keep(cookie);
    return answer;
  }

  /** Opens a page, which brings the CSRF token. */
  async visit(): Promise<this> {
    await this.send('GET', '/v1/auth/session');
    return this;
  }

  async login(email: string, password: string, more: object = {}): Promise<Answer> {
    return this.send('POST', '/v1/auth/login', { body: { email, password, ...more } });
  }

  async upload(path: string, file: Buffer | string, name = 'trades.csv', fields = {}): Promise<Answer> {
    const boundary = 'xxxxxxxxxxxxxxxxxxxx';
    const parts = Object.entries(fields).map(
      ([key, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`,
    );
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n`;
    const body = Buffer.concat([
      Buffer.from(parts.join('') + head),
      Buffer.from(file),
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    return this.send('POST', path, {
      body,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    });
  }

  private keep(cookie: string): void {
    const [pair = ''] = cookie.split(';');
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }

  sessionCookie(): string {
    return this.api.isHttps ? '__Host-twin_session' : 'twin_session';
  }
}

export interface Person {
  browser: Attacker;
  email: string;
  id: string;
}

/** A new account with its own browser. */
export async function newPerson(api: RunningApi): Promise<Person> {
  people += 1;
  const email = `person-${people}@example.org`;
  const browser = await new Attacker(api).visit();
  const answer = await browser.send('POST', '/v1/auth/register', { body: { email, password: PASSWORD } });
  if (answer.status !== 201) throw new Error(`no account: ${answer.status} ${answer.body}`);
  return { browser, email, id: JSON.parse(answer.body).user.id };
}

/** Asks again and again for a minute. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 60_000;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error('it took longer than a minute');
    await new Promise((done) => setTimeout(done, 100));
  }
}

export function codeOf({ body }: Answer): string {
  try {
    return JSON.parse(body).error?.code ?? '';
  } catch {
    return '';
  }
}

interface Exchange {
  port: number;
  address: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  payload: string | Buffer | undefined;
}

function exchange({ port, address, method, path, headers, payload }: Exchange): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, localAddress: address, method, path, headers, setHost: false, agent: false },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.once('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            setCookies: answer.headers['set-cookie'] ?? [],
            body: Buffer.concat(chunks).toString('latin1'),
          }),
        );
      },
    );
    // A server that hangs up in the middle of a body has refused it.
    sent.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || error.code === 'ECONNRESET') {
        resolve({ status: 0, headers: {}, setCookies: [], body: '' });
      } else reject(error);
    });
    sent.end(payload);
  });
}
