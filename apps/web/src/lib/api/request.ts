import type { z } from 'zod';
import { ApiError } from './ApiError.ts';
import { csrfToken } from './csrf.ts';
import { newTraceparent } from './traceparent.ts';

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Sent as JSON, or as it is when it is a form with files. */
  body?: object;
  query?: Readonly<Record<string, string | number | undefined>>;
  signal?: AbortSignal;
}

/** How long an answer is waited for. The server gives some changes two minutes; a second try would do them twice. */
const READ_WAIT_MS = 15_000;
const CHANGE_WAIT_MS = 130_000;

type Reachability = (isReachable: boolean) => void;

let noteReachability: Reachability = () => {};

/** Whoever shows the state of the connection hears after each call whether the server answered. */
export function onReachability(listener: Reachability): void {
  noteReachability = listener;
}

type Schemas = typeof import('./schemas.ts');

async function loadSchemas(): Promise<Schemas> {
  try {
    return await import('./schemas.ts');
  } catch (cause) {
    throw unreachable(cause);
  }
}

/** Which of the schemas, which are fetched beside the call. */
type Wanted<Schema> = (wire: Schemas) => Schema;

/**
 * One call to our own server. The answer is parsed with the schema of the contract: a page never sees an unchecked
 * shape. @throws ApiError with the server's code, or UNREACHABLE, or UNREADABLE_ANSWER.
 */
export async function request<Schema extends z.ZodType>(
  path: string,
  wanted: Wanted<Schema>,
  options: RequestOptions = {},
): Promise<z.infer<Schema>> {
  const [answer, wire] = await Promise.all([exchange(path, options), loadSchemas()]);
  const parsed = wanted(wire).safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new ApiError({
    code: 'UNREADABLE_ANSWER',
    message: 'The server answered in a form that this page does not know. Reload the page to update it.',
    status: 200,
    cause: parsed.error,
  });
}

/** A call whose answer has no body. */
export async function requestNothing(path: string, options: RequestOptions): Promise<void> {
  await exchange(path, options);
}

async function exchange(path: string, options: RequestOptions): Promise<unknown> {
  const isUnsafe = (options.method ?? 'GET') !== 'GET';
  let response = await send(path, options, isUnsafe ? await csrfToken(bootstrap) : null);
  if (isUnsafe && response.status === 403) {
    const failure = await readFailure(response);
    if (failure.code !== 'CSRF_MISMATCH') throw failure;
    await bootstrap();
    response = await send(path, options, await csrfToken(bootstrap));
  }
  if (!response.ok) throw await readFailure(response);
  return response.status === 204 ? null : await readJson(response);
}

/** Any GET sets the readable token, also the 401 of the session. */
async function bootstrap(): Promise<void> {
  await send('/v1/auth/session', {}, null);
}

async function send(path: string, options: RequestOptions, token: string | null): Promise<Response> {
  const isForm = options.body instanceof FormData;
  const headers = new Headers({ accept: 'application/json', traceparent: newTraceparent() });
  if (options.body && !isForm) headers.set('content-type', 'application/json');
  if (token !== null) headers.set('x-csrf-token', token);
  const init: RequestInit = { method: options.method ?? 'GET', headers, credentials: 'same-origin' };
  if (options.body)
    init.body = options.body instanceof FormData ? options.body : JSON.stringify(options.body);
  const patience = patienceFor(options);
  init.signal = patience.signal;
  try {
    const response = await fetch(addressOf(path, options.query), init);
    noteReachability(true);
    return response;
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    noteReachability(false);
    throw patience.signal.aborted ? timedOut(cause) : unreachable(cause);
  } finally {
    patience.end();
  }
}

interface Patience {
  signal: AbortSignal;
  end: () => void;
}

/** Ends a call that waits too long for its answer, or whose caller gives it up. An upload takes what it takes. */
function patienceFor({ method = 'GET', body, signal }: RequestOptions): Patience {
  const controller = new AbortController();
  const giveUp = () => controller.abort(signal?.reason);
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp);
  const waitMs = method === 'GET' ? READ_WAIT_MS : CHANGE_WAIT_MS;
  const timer = body instanceof FormData ? undefined : setTimeout(() => controller.abort(), waitMs);
  const end = () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  };
  return { signal: controller.signal, end };
}

/** Status 504: unlike one that was refused at once, such a call is not repeated by itself. */
function timedOut(cause: unknown): ApiError {
  return new ApiError({
    code: 'TIMED_OUT',
    message: 'The server takes too long to answer. Try again in a moment.',
    status: 504,
    cause,
  });
}

function unreachable(cause: unknown): ApiError {
  return new ApiError({
    code: 'UNREACHABLE',
    message: 'The server does not answer. Check that it runs, then try again.',
    status: 0,
    cause,
  });
}

function addressOf(path: string, query: RequestOptions['query'] = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) parameters.set(name, String(value));
  return parameters.size === 0 ? path : `${path}?${parameters}`;
}

async function readFailure(response: Response): Promise<ApiError> {
  const { ErrorBody } = await loadSchemas();
  const parsed = ErrorBody.safeParse(await response.json().catch(() => null));
  if (parsed.success) return new ApiError({ ...parsed.data.error, status: response.status });
  return new ApiError({
    code: 'UNREADABLE_ANSWER',
    message: `The server answered ${response.status} without saying why. Try again in a moment.`,
    status: response.status,
  });
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw new ApiError({
      code: 'UNREADABLE_ANSWER',
      message: 'The answer of the server broke off. Try again.',
      status: response.status,
      cause,
    });
  }
}
