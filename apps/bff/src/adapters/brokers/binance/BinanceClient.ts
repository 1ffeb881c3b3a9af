import { z } from 'zod';
import type { Clock } from '../../../ports/clock.ts';
import { askVenue, type VenueAnswer } from '../../venue/askVenue.ts';
import { readAnswer } from '../../venue/readAnswer.ts';
import type { VenuePauses } from '../../venue/VenuePauses.ts';
import { binanceError, CLOCK_SKEW, errorCodeOf } from './binanceErrors.ts';
import { type BinanceKey, signQuery } from './binanceKey.ts';

export interface BinanceOptions {
  apiUrl: URL;
  clock: Clock;
  pauses: VenuePauses;
}

const VENUE = 'binance';
const RECEIVE_WINDOW_MS = '10000';
/** Of 6,000 a minute and address; the rest is left to whoever else calls from here. */
const WEIGHT_MAX = 5_000;
const MINUTE_MS = 60_000;

const ServerTime = z.object({ serverTime: z.coerce.number() });

/** Calls to Binance: signed, and within the weight that its address may use. */
export class BinanceClient {
  private readonly options: BinanceOptions;
  /** Binance's clock less ours. */
  private skewMs = 0;

  constructor(options: BinanceOptions) {
    this.options = options;
  }

  async open(path: string, query: Record<string, string>, signal: AbortSignal): Promise<string> {
    const url = new URL(path, this.options.apiUrl);
    url.search = new URLSearchParams(query).toString();
    return this.textOf(await this.ask(url, {}, signal));
  }

  /** Once more with Binance's own time when the clocks differ. */
  async signed(
    key: BinanceKey,
    path: string,
    query: Record<string, string>,
    signal: AbortSignal,
  ): Promise<string> {
    const answer = await this.askSigned(key, path, query, signal);
    if (errorCodeOf(answer) !== CLOCK_SKEW) return this.textOf(answer);
    const { serverTime } = readAnswer(await this.open('/api/v3/time', {}, signal), ServerTime);
    this.skewMs = serverTime - this.now();
    return this.textOf(await this.askSigned(key, path, query, signal));
  }

  private async askSigned(
    key: BinanceKey,
    path: string,
    query: Record<string, string>,
    signal: AbortSignal,
  ): Promise<VenueAnswer> {
    const timestamp = String(this.now() + this.skewMs);
    const unsigned = new URLSearchParams({ ...query, recvWindow: RECEIVE_WINDOW_MS, timestamp }).toString();
    const url = new URL(path, this.options.apiUrl);
    url.search = `${unsigned}&signature=${encodeURIComponent(signQuery(unsigned, key))}`;
    return this.ask(url, { 'x-mbx-apikey': key.apiKey }, signal);
  }

  private async ask(url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<VenueAnswer> {
    const { pauses } = this.options;
    await pauses.check(VENUE);
    const answer = await askVenue({ url, headers, signal });
    const used = Number(answer.headers.get('x-mbx-used-weight-1m') ?? 0);
    if (used >= WEIGHT_MAX)
      await pauses.pause(VENUE, Math.ceil((MINUTE_MS - (this.now() % MINUTE_MS)) / 1000));
    if (answer.status === 429 || answer.status === 418) {
      await pauses.pause(VENUE, binanceError(answer).options.retryAfterSeconds ?? 0);
    }
    return answer;
  }

  private textOf(answer: VenueAnswer): string {
    if (answer.status !== 200) throw binanceError(answer);
    return answer.text;
  }

  private now(): number {
    return this.options.clock.now().getTime();
  }
}
