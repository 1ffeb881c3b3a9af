import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decisionFacts } from '@twin/engine/biases/decisionFacts';
import type { Fill } from '@twin/engine/ledger/fill';
import { replay } from '@twin/engine/ledger/replay';
import { AppError } from '@twin/shared/errors/AppError';
import { decimal } from '@twin/shared/primitives/decimal';
import { STORED_FROM } from '@twin/shared/primitives/label';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MlClient } from '../src/lib/ml/MlClient.ts';
import { systemClock } from '../src/lib/systemClock.ts';
import type { Clock } from '../src/ports/clock.ts';
import type { MlScoreRequest } from '../src/ports/ml.ts';
import { hasMlService, ML_SECRET, type MlService, startMlService } from './support/mlService.ts';

const TIMEOUTS = { scoreTimeoutMs: 10_000, rephraseTimeoutMs: 10_000 };
const TEXT = { text: 'You bought.', facts: {} };
const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );

describe('the ML client', () => {
  let server: Server;
  let status = 200;
  let answer: string | null = '';
  let calls: { request: IncomingMessage; body: string }[] = [];
  let now = Date.UTC(2025, 0, 1);
  const clock: Clock = { now: () => new Date(now) };
  let url = '';
  let ml: MlClient;

  beforeEach(async () => {
    calls = [];
    status = 200;
    answer = JSON.stringify({ text: 'You bought it.', outcome: 'rephrased', model: 'm' });
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        calls.push({ request, body: Buffer.concat(parts).toString('utf8') });
        if (answer !== null) response.writeHead(status).end(answer);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    ml = new MlClient({ url, secret: ML_SECRET, ...TIMEOUTS }, clock);
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  it('signs time, method, path and body', async () => {
    await ml.rephrase(TEXT);
    const [call] = calls;
    const { 'x-twin-timestamp': timestamp, 'x-twin-signature': signature } = call?.request.headers ?? {};
    const expected = createHmac('sha256', ML_SECRET)
      .update(`${String(timestamp)}\nPOST\n/v1/nlg/reflect\n${call?.body}`)
      .digest('hex');
    expect([timestamp, signature]).toEqual([String(now), expected]);
  });

  it.each([
    [503, '{}', 'ML_UNAVAILABLE'],
    [429, '{}', 'ML_UNAVAILABLE'],
    [400, '{"error":{"code":"INVALID_INPUT","requestId":"r"}}', 'ML_REFUSED'],
    [401, 'no JSON', 'ML_REFUSED'],
    [200, '<html>', 'ML_REFUSED'],
    [200, '{"text":""}', 'ML_REFUSED'],
  ])('turns %i with %s into %s', async (given, body, code) => {
    status = given;
    answer = body;
    expect(await codeOf(ml.rephrase(TEXT))).toBe(code);
  });

  it('waits no longer than it may', async () => {
    answer = null;
    const impatient = new MlClient({ url, secret: ML_SECRET, ...TIMEOUTS, rephraseTimeoutMs: 100 }, clock);
    expect(await codeOf(impatient.rephrase(TEXT))).toBe('ML_UNAVAILABLE');
  });

  it('asks nobody after five failures in a row, then lets one call through', async () => {
    status = 503;
    for (let i = 0; i < 7; i += 1) await codeOf(ml.rephrase(TEXT));
    expect(calls.length).toBe(5);
    now += 30_000;
    await codeOf(ml.rephrase(TEXT));
    await codeOf(ml.rephrase(TEXT));
    expect(calls.length).toBe(6);
    now += 30_000;
    status = 200;
    expect(await Promise.all([ml.rephrase(TEXT), codeOf(ml.rephrase(TEXT))])).toMatchObject([
      { outcome: 'rephrased' },
      'ML_UNAVAILABLE',
    ]);
    expect(await codeOf(ml.rephrase(TEXT))).toBe('no error');
  });

  it('does not take refusals for failures', async () => {
    status = 400;
    for (let i = 0; i < 7; i += 1) await codeOf(ml.rephrase(TEXT));
    expect(calls.length).toBe(7);
  });
});

interface Golden extends MlScoreRequest {
  tags: { decisionId: string; label: string; confidence: number }[];
}

const SERVICE = hasMlService ? 'the ML service' : 'the ML service (skipped: needs apps/ml/.venv)';

describe.skipIf(!hasMlService)(SERVICE, () => {
  let service: MlService;
  let ml: MlClient;
  const [line = ''] = readFileSync(
    new URL('../../../fixtures/parity/histories.jsonl', import.meta.url),
    'utf8',
  ).split('\n');
  const golden = JSON.parse(line) as Golden;

  beforeAll(async () => {
    service = await startMlService();
    ml = new MlClient({ url: service.url, secret: ML_SECRET, ...TIMEOUTS }, systemClock);
  });
  afterAll(() => service.stop());

  it('gives the tags of the TypeScript scorer, in one call or continued from its own state', async () => {
    const { candles, decisions } = golden;
    // The golden file holds all that was weighed, the service answers what is stored.
    const stored = golden.tags.filter(({ confidence }) => confidence >= STORED_FROM);
    const plain = stored.map(({ decisionId, label, confidence }) => ({ decisionId, label, confidence }));
    const whole = await ml.score({ decisions, candles, state: null });
    const first = await ml.score({ decisions: decisions.slice(0, 100), candles, state: null });
    const rest = await ml.score({ decisions: decisions.slice(100), candles, state: first.state });
    for (const tags of [whole.tags, [...first.tags, ...rest.tags]]) {
      expect(tags.map(({ decisionId, label, confidence }) => ({ decisionId, label, confidence }))).toEqual(
        plain,
      );
    }
    expect(rest.state).toEqual(whole.state);
  });

  it('takes a decision as the ledger tells it', async () => {
    const fill = (id: string, side: Fill['side'], ts: number): Fill => ({
      ...{ id, side, ts, account: 'main', symbol: 'BTC-USD', instrument: 'linear', fee: 0n, feeAsset: null },
      ...{ qty: decimal('0.5'), price: decimal('100.25'), seq: ts, orderId: null, orderType: null },
      startPosition: null,
    });
    const { decisions } = replay([fill('a', 'sell', 1_000_000), fill('b', 'buy', 9_000_000)]);
    const scores = await ml.score({ decisions: decisions.map(decisionFacts), candles: [], state: null });
    expect(scores.state).toMatchObject({
      decisions: 2,
      exits: { losses: 0, wins: 0 },
      closing: [{ key: 'linear|BTC-USD|main' }],
    });
  });

  it('answers a text unchanged where no language model is set up', async () => {
    expect(await ml.rephrase(TEXT)).toEqual({ text: TEXT.text, outcome: 'no_model', model: null });
  });

  it('refuses another secret', async () => {
    const stranger = new MlClient({ url: service.url, secret: 'x'.repeat(32), ...TIMEOUTS }, systemClock);
    expect(await codeOf(stranger.rephrase(TEXT))).toBe('ML_REFUSED');
  });
});
