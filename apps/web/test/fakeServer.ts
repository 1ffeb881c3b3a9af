import { vi } from 'vitest';

export interface FakeCall {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: unknown;
}

export interface FakeAnswer {
  status?: number;
  body?: unknown;
}

/** What a route answers; null = no answer at all, as from a server that is down. */
export type FakeRoute = (call: FakeCall) => FakeAnswer | null;

/**
 * A server at the edge of the page: `fetch` reaches these routes (`GET /v1/trades`) and nothing else. Every answer
 * leaves the readable token, as the contract says of any GET.
 */
export function serve(routes: Readonly<Record<string, FakeRoute>>): FakeCall[] {
  const calls: FakeCall[] = [];
  vi.stubGlobal('fetch', async (address: string, init: RequestInit = {}) => {
    const url = new URL(address, 'http://localhost');
    const method = init.method ?? 'GET';
    const { pathname: path, searchParams: query } = url;
    const call = { method, path, query, headers: new Headers(init.headers), body: readBody(init.body) };
    calls.push(call);
    const route = routes[`${method} ${path}`];
    const answer = route ? route(call) : { status: 404, body: failure('NOT_FOUND') };
    if (!answer) throw new TypeError('Failed to fetch');
    if (method === 'GET') giveToken('token-1');
    const status = answer.status ?? 200;
    return new Response(status === 204 ? null : JSON.stringify(answer.body), { status });
  });
  return calls;
}

function readBody(body: BodyInit | null | undefined): unknown {
  return typeof body === 'string' ? JSON.parse(body) : body;
}

export function failure(code: string, fields: { path: string; message: string; fix?: string }[] = []) {
  return { error: { code, message: `Words for ${code}.`, requestId: 'request-1', fields } };
}

/** What the server's Set-Cookie would leave in the browser. */
export function giveToken(token: string): void {
  Object.assign(document, { cookie: `twin_csrf=${token}` });
}

/** Lets the browser forget its cookies between two tests. */
export function forgetCookies(): void {
  Object.assign(document, { cookie: 'twin_csrf=; expires=Thu, 01 Jan 1970 00:00:00 GMT' });
}
