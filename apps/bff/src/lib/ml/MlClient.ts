import { createHmac } from 'node:crypto';
import { SpanKind } from '@opentelemetry/api';
import { AppError } from '@twin/shared/errors/AppError';
import { DECISION_LABELS } from '@twin/shared/primitives/label';
import { z } from 'zod';
import type { Clock } from '../../ports/clock.ts';
import type { Ml, MlReflection, MlRephrasing, MlScoreRequest, MlScores } from '../../ports/ml.ts';
import { activeTraceparent, inSpan } from '../telemetry/tracing.ts';
import { CircuitBreaker } from './CircuitBreaker.ts';
import type { components } from './generated/mlApi.ts';

type Schemas = components['schemas'];

export interface MlSettings {
  /** http://host:port, without a path. */
  url: string;
  /** Shared with the service; at least 32 characters. */
  secret: string;
  scoreTimeoutMs: number;
  /** Longer than the service's own limit for its language model. */
  rephraseTimeoutMs: number;
}

const BREAKER = { failures: 5, restMs: 30_000 };

const Feature = z.object({ value: z.number(), contribution: z.number() });
const Scores = z.object({
  coreVersion: z.string(),
  modelVersion: z.string(),
  tags: z.array(
    z.object({
      decisionId: z.string(),
      label: z.enum(DECISION_LABELS),
      confidence: z.number().min(0).max(1),
      features: z.record(z.string(), Feature),
    }),
  ),
  state: z.record(z.string(), z.unknown()),
});
const Rephrasing = z.object({ text: z.string().min(1), outcome: z.string(), model: z.string().nullable() });
const Refusal = z.object({ error: z.object({ code: z.string(), requestId: z.string() }) });

/** Calls apps/ml: signs every request, waits no longer than it may, and rests when the service is down. */
export class MlClient implements Ml {
  private readonly settings: MlSettings;
  private readonly clock: Clock;
  private readonly breaker: CircuitBreaker;

  constructor(settings: MlSettings, clock: Clock) {
    this.settings = settings;
    this.clock = clock;
    this.breaker = new CircuitBreaker(clock, BREAKER);
  }

  get isResting(): boolean {
    return this.breaker.isOpen;
  }

  score({ decisions, candles, state }: MlScoreRequest): Promise<MlScores> {
    // The state is the service's own or the engine's; the service checks it.
    const body: Schemas['ScoreRequest'] = {
      decisions: [...decisions],
      candles: [...candles],
      state: state as Schemas['State'] | null,
    };
    return this.call('/v1/bias/score', body, Scores, this.settings.scoreTimeoutMs);
  }

  rephrase({ text, facts }: MlReflection): Promise<MlRephrasing> {
    const worded = Object.entries(facts).map(([id, fact]) => [id, { kind: fact.kind, text: fact.text }]);
    const body: Schemas['ReflectRequest'] = { text, facts: Object.fromEntries(worded), language: 'en' };
    return this.call('/v1/nlg/reflect', body, Rephrasing, this.settings.rephraseTimeoutMs);
  }

  private call<T>(path: string, body: object, answer: z.ZodType<T>, timeoutMs: number): Promise<T> {
    return this.breaker.run(async () => {
      const response = await inSpan(`ml ${path}`, { kind: SpanKind.CLIENT }, () =>
        this.send(path, JSON.stringify(body), timeoutMs),
      );
      const parsed = answer.safeParse(response);
      if (parsed.success) return parsed.data;
      const at = parsed.error.issues[0]?.path.join('.') ?? '';
      throw new AppError('ML_REFUSED', { context: { path, reason: `the answer does not fit at "${at}"` } });
    });
  }

  private async send(path: string, body: string, timeoutMs: number): Promise<unknown> {
    const timestamp = String(this.clock.now().getTime());
    const signature = createHmac('sha256', this.settings.secret)
      .update(`${timestamp}\nPOST\n${path}\n`)
      .update(body)
      .digest('hex');
    const traceparent = activeTraceparent();
    const headers = {
      ...(traceparent === undefined ? {} : { traceparent }),
      'content-type': 'application/json',
      'x-twin-timestamp': timestamp,
      'x-twin-signature': signature,
    };
    let status: number;
    let text: string;
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const response = await fetch(new URL(path, this.settings.url), {
        ...{ method: 'POST', headers, body, signal },
        redirect: 'error',
      });
      status = response.status;
      text = await response.text();
    } catch (cause) {
      throw new AppError('ML_UNAVAILABLE', { cause, context: { path } });
    }
    if (status === 200) return jsonOf(text);
    const refusal = Refusal.safeParse(jsonOf(text));
    const context = { path, status, ...(refusal.success ? refusal.data.error : {}) };
    throw new AppError(status >= 500 || status === 429 ? 'ML_UNAVAILABLE' : 'ML_REFUSED', { context });
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
