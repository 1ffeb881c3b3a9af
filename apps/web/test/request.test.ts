import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ApiError } from '../src/lib/api/ApiError.ts';
import { fetchSession } from '../src/lib/api/auth.ts';
import { createImport, previewImport } from '../src/lib/api/imports.ts';
import { onReachability, request } from '../src/lib/api/request.ts';
import { failure, forgetCookies, giveToken, serve } from './fakeServer.ts';
import { SESSION, SETTINGS, samplePreview } from './samples.ts';

beforeEach(forgetCookies);
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function failureOf(call: Promise<unknown>): Promise<ApiError> {
  const error = await call.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (error instanceof ApiError) return error;
  throw new Error('The call did not fail with an ApiError.', { cause: error });
}

/** A server that takes calls and says nothing; the signals of the calls, in their order. */
function neverAnswering(): AbortSignal[] {
  const signals: AbortSignal[] = [];
  vi.stubGlobal('fetch', (_: string, { signal }: { signal: AbortSignal }) => {
    signals.push(signal);
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  });
  return signals;
}

describe('every call', () => {
  it('carries a trace context of its own, which says nothing about the caller', async () => {
    const calls = serve({ 'GET /v1/settings': () => ({ body: SETTINGS }) });
    await request('/v1/settings', (wire) => wire.Settings);
    await request('/v1/settings', (wire) => wire.Settings);
    const contexts = calls.map(({ headers }) => headers.get('traceparent'));
    expect(contexts).toEqual(Array(2).fill(expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)));
    expect(new Set(contexts).size).toBe(2);
  });
});

describe('an unsafe call', () => {
  it('fetches the token first where the browser has none, and sends it', async () => {
    const calls = serve({
      'GET /v1/auth/session': () => ({ status: 401, body: failure('UNAUTHENTICATED') }),
      'PATCH /v1/settings': () => ({ body: SETTINGS }),
    });
    await request('/v1/settings', (wire) => wire.Settings, { method: 'PATCH', body: { theme: 'system' } });
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v1/auth/session',
      'PATCH /v1/settings',
    ]);
    expect(calls[1]?.headers.get('x-csrf-token')).toBe('token-1');
    expect(calls[1]?.body).toEqual({ theme: 'system' });
  });

  it('is sent once more, not twice more, when the token was old', async () => {
    giveToken('old');
    const calls = serve({
      'GET /v1/auth/session': () => ({ body: SESSION }),
      'PATCH /v1/settings': ({ headers }) =>
        headers.get('x-csrf-token') === 'token-1'
          ? { body: SETTINGS }
          : { status: 403, body: failure('CSRF_MISMATCH') },
    });
    await request('/v1/settings', (wire) => wire.Settings, { method: 'PATCH', body: {} });
    expect(calls.filter(({ method }) => method === 'PATCH')).toHaveLength(2);
    serve({ 'PATCH /v1/settings': () => ({ status: 403, body: failure('CSRF_MISMATCH') }) });
    const refused = await failureOf(
      request('/v1/settings', (wire) => wire.Settings, { method: 'PATCH', body: {} }),
    );
    expect(refused.code).toBe('CSRF_MISMATCH');
  });

  it('is never repeated for another refusal', async () => {
    giveToken('token-1');
    const calls = serve({ 'PATCH /v1/settings': () => ({ status: 403, body: failure('DEMO_READ_ONLY') }) });
    const refused = await failureOf(
      request('/v1/settings', (wire) => wire.Settings, { method: 'PATCH', body: {} }),
    );
    expect(refused).toMatchObject({
      code: 'DEMO_READ_ONLY',
      status: 403,
      message: 'Words for DEMO_READ_ONLY.',
    });
    expect(calls).toHaveLength(1);
  });
});

describe('a failed call', () => {
  it('carries code, words, request and the fix of each field', async () => {
    const fields = [{ path: 'email', message: 'is no e-mail address', fix: 'Write name@example.com.' }];
    serve({ 'GET /v1/settings': () => ({ status: 400, body: failure('INVALID_INPUT', fields) }) });
    const error = await failureOf(request('/v1/settings', (wire) => wire.Settings));
    expect(error).toMatchObject({ code: 'INVALID_INPUT', status: 400, requestId: 'request-1' });
    expect(error.field('email')).toBe('is no e-mail address. Write name@example.com.');
    expect(error.field('password')).toBeNull();
  });

  it('is UNREACHABLE without an answer, and the connection state hears of both ways', async () => {
    const heard: boolean[] = [];
    onReachability((isReachable) => heard.push(isReachable));
    serve({ 'GET /v1/settings': () => null });
    expect((await failureOf(request('/v1/settings', (wire) => wire.Settings))).code).toBe('UNREACHABLE');
    serve({ 'GET /v1/settings': () => ({ body: SETTINGS }) });
    await request('/v1/settings', (wire) => wire.Settings);
    onReachability(() => {});
    expect(heard).toEqual([false, true]);
  });

  it('is TIMED_OUT when a reading waits too long, unless its caller gave it up', async () => {
    vi.useFakeTimers();
    const signals = neverAnswering();
    const heard: boolean[] = [];
    onReachability((isReachable) => heard.push(isReachable));
    const failed = failureOf(request('/v1/settings', (wire) => wire.Settings));
    await vi.advanceTimersByTimeAsync(14_000);
    expect(signals[0]?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await failed).toMatchObject({ code: 'TIMED_OUT', status: 504 });
    expect(heard).toEqual([false]);
    const caller = new AbortController();
    const given = request('/v1/settings', (wire) => wire.Settings, { signal: caller.signal });
    caller.abort(new Error('left the page'));
    await expect(given).rejects.toThrow('left the page');
    expect(heard).toEqual([false]);
    onReachability(() => {});
  });

  it('waits longer for a change, which would be done twice, and as long as it takes for a file', async () => {
    vi.useFakeTimers();
    giveToken('token-1');
    const signals = neverAnswering();
    const change = failureOf(request('/v1/rules', (wire) => wire.Settings, { method: 'POST', body: {} }));
    void createImport(new File(['a,b'], 'fills.csv'), {}, 'keep').catch(() => {});
    await vi.advanceTimersByTimeAsync(60_000);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect((await change).code).toBe('TIMED_OUT');
  });

  it('is UNREADABLE_ANSWER when the shape is not the contract, also for an error without envelope', async () => {
    serve({ 'GET /v1/settings': () => ({ body: { ...SETTINGS, theme: 'sepia' } }) });
    expect((await failureOf(request('/v1/settings', (wire) => wire.Settings))).code).toBe(
      'UNREADABLE_ANSWER',
    );
    serve({ 'GET /v1/settings': () => ({ status: 502, body: 'Bad gateway' }) });
    expect(await failureOf(request('/v1/settings', (wire) => wire.Settings))).toMatchObject({
      code: 'UNREADABLE_ANSWER',
      status: 502,
    });
  });
});

it('a query leaves out what is not set', async () => {
  const calls = serve({ 'GET /v1/trades': () => ({ body: null }) });
  await request('/v1/trades', () => z.null(), { query: { symbol: 'BTC-USD', label: undefined, limit: 200 } });
  expect(Object.fromEntries(calls[0]?.query ?? [])).toEqual({ symbol: 'BTC-USD', limit: '200' });
});

it('nobody signed in is an answer, not an error', async () => {
  serve({ 'GET /v1/auth/session': () => ({ status: 401, body: failure('UNAUTHENTICATED') }) });
  expect(await fetchSession()).toBeNull();
});

it('a file travels with the choices before it', async () => {
  giveToken('token-1');
  const calls = serve({ 'POST /v1/imports/preview': () => ({ body: samplePreview() }) });
  await previewImport(new File(['a,b'], 'fills.csv'), { timezone: 'Europe/Berlin', format: '' });
  const form = calls[0]?.body;
  expect(form).toBeInstanceOf(FormData);
  expect(form instanceof FormData ? [...form.keys()] : []).toEqual(['timezone', 'file']);
  expect(calls[0]?.headers.has('content-type')).toBe(false);
});
