import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The world around the target, on this machine: a broker with OAuth, a range service, and an address inside. */
export class Outside {
  /** Where broker and range service send whoever asks; null: they answer. */
  redirectTo: string | null = null;
  /** Requests that came to `inside`. */
  hits = 0;
  private readonly codes = new Map<string, { challenge: string | null; method: string }>();
  private readonly server = createServer((request, response) => void this.answer(request, response));

  async listen(): Promise<this> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** A place that nobody but we should ever reach; whoever is led there has been tricked. */
  get inside(): string {
    return `${this.url}/inside`;
  }

  /** Somebody signs in at the broker and allows all. @returns the address that their browser comes back to */
  allow(authorisation: string): URL {
    const { searchParams } = new URL(authorisation);
    const code = `code-${this.codes.size}`;
    this.codes.set(code, {
      challenge: searchParams.get('code_challenge'),
      method: searchParams.get('code_challenge_method') ?? 'plain',
    });
    const back = new URL(searchParams.get('redirect_uri') ?? '');
    back.search = new URLSearchParams({ code, state: searchParams.get('state') ?? '' }).toString();
    return back;
  }

  /** As RFC 7636 says: a code that was asked for with a challenge is given for its verifier only. */
  gives(code: string, verifier: string): boolean {
    const asked = this.codes.get(code);
    if (!asked) return false;
    if (asked.challenge === null) return true;
    const digest = createHash('sha256').update(verifier).digest('base64url');
    return asked.challenge === (asked.method === 'S256' ? digest : verifier);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.url);
    const body = new URLSearchParams(await textOf(request));
    const send = (status: number, answer: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    if (pathname.startsWith('/inside')) {
      this.hits += 1;
      send(200, {});
    } else if (this.redirectTo !== null) response.writeHead(302, { location: this.redirectTo }).end();
    else if (pathname === '/oauth2/token') {
      if (this.gives(body.get('code') ?? '', body.get('code_verifier') ?? '')) send(200, TOKENS);
      else send(400, { error: 'invalid_grant' });
    } else if (pathname === '/v2/user/auth') send(200, { data: { scopes: ['wallet:trades:read'] } });
    else if (pathname.startsWith('/range/')) response.writeHead(200, { 'content-type': 'text/plain' }).end();
    else send(404, {});
  }
}

const TOKENS = { access_token: 'a', refresh_token: 'r', token_type: 'bearer', expires_in: 3_600 };

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
