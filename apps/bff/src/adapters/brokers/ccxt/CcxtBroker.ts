import { AppError } from '@twin/shared/errors/AppError';
import { ZERO } from '@twin/shared/primitives/decimal';
import { z } from 'zod';
import { Secret } from '../../../lib/crypto/Secret.ts';
import type {
  Balance,
  Broker,
  BrokerCursor,
  FillPage,
  Grant,
  KeyField,
  ListOptions,
} from '../../../ports/broker.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { VenuePauses } from '../../venue/VenuePauses.ts';
import { canTrade } from '../canTrade.ts';
import { type CcxtExchange, CcxtOpener, type CcxtTrade } from './CcxtOpener.ts';
import { amountOf, readCcxtTrade } from './ccxtFill.ts';
import { readCcxtKey } from './ccxtKey.ts';
import type { CcxtVenue, NumberedListing } from './ccxtVenues.ts';

export interface CcxtBrokerOptions {
  baseUrl: URL | null;
  clock: Clock;
  pauses: VenuePauses;
}

/** The begin of what is not read yet, and how much of it is asked for at once. */
const TimeWalk = z.object({ next: z.number().int(), spanMs: z.number().int().positive() });
type TimeWalk = z.infer<typeof TimeWalk>;
/** How many rows were read. */
const NumberWalk = z.object({ count: z.number().int() });

/** Some exchanges cut times to seconds, so windows overlap by two; a fill may come twice. */
const OVERLAP_MS = 2_000;
/** Fills may show up a little late. */
const LATE_MS = 5 * 60_000;
/** Twice the overlap, so that a walk goes on. */
const SPAN_MIN_MS = 2 * OVERLAP_MS;
const Keys = z.record(z.string(), z.string());

/** An exchange that ccxt speaks to; what its answers mean for us is decided here. Spot trades only. */
export class CcxtBroker implements Broker {
  readonly name: string;
  readonly title: string;
  readonly takesSymbols = false;
  readonly oauth = null;
  readonly keyFields: readonly KeyField[];
  private readonly venue: CcxtVenue;
  private readonly options: CcxtBrokerOptions;
  private readonly opener: CcxtOpener;

  constructor(venue: CcxtVenue, options: CcxtBrokerOptions) {
    this.venue = venue;
    this.options = options;
    this.name = venue.name;
    this.title = venue.title;
    this.keyFields = keyFieldsOf(venue);
    this.opener = new CcxtOpener({ name: venue.name, baseUrl: options.baseUrl });
  }

  async authorise(given: Readonly<Record<string, string>>): Promise<Grant> {
    const access = new Secret(JSON.stringify(readCcxtKey(this.keyFields, given)));
    return { method: 'api_key', access, refresh: null, expiresAt: null, scope: 'read' };
  }

  /** Where the exchange does not tell, the person has said so with the key, and reading is tried. */
  async permissions(grant: Grant): Promise<void> {
    const { beyondReading } = this.venue;
    if (beyondReading === null) {
      await this.ask(grant, (exchange) => exchange.totals());
      return;
    }
    const beyond = await this.ask(grant, beyondReading);
    if (beyond.length > 0) throw canTrade(beyond.join(', '), 'Make a key that may only read.');
  }

  async listFillsSince(
    grant: Grant,
    cursor: BrokerCursor | null,
    { signal }: ListOptions,
  ): Promise<FillPage> {
    signal.throwIfAborted();
    const walk = cursor ?? this.beginning();
    const { listing } = this.venue;
    if (typeof listing !== 'function') {
      const { next, spanMs } = TimeWalk.parse(walk);
      const span = Math.max(SPAN_MIN_MS, Math.min(spanMs, listing.windowMs));
      return this.listByTime(grant, { next, spanMs: span }, listing.windowMs);
    }
    return this.listByNumber(grant, listing, NumberWalk.parse(walk).count);
  }

  async balances(grant: Grant): Promise<Balance[]> {
    const totals = await this.ask(grant, (exchange) => exchange.totals());
    return Object.entries(totals).flatMap(([asset, text]) => {
      const amount = amountOf(text ?? '0');
      if (amount === null) throw new AppError('BROKER_UNREADABLE', { context: { field: 'balance' } });
      return amount === ZERO ? [] : [{ asset, amount }];
    });
  }

  /** Keys are removed by the person, at the exchange. */
  async revoke(): Promise<void> {}

  private beginning(): BrokerCursor {
    const { listing } = this.venue;
    if (typeof listing === 'function') return { count: 0 };
    return { next: this.now() - listing.historyMs, spanMs: listing.windowMs };
  }

  private async listByNumber(grant: Grant, listing: NumberedListing, offset: number): Promise<FillPage> {
    const limit = this.venue.pageSize;
    const { trades, count } = await this.ask(grant, (exchange) => listing(exchange, { offset, limit }));
    return pageOf(trades, { count: offset + count }, count < limit);
  }

  /**
   * Exchanges differ in what they leave out of a window that holds more than an answer may. So a full answer is not
   * believed: the window is halved until one holds it whole.
   */
  private async listByTime(grant: Grant, { next, spanMs }: TimeWalk, windowMs: number): Promise<FillPage> {
    const { pageSize } = this.venue;
    const now = this.now();
    const since = next - OVERLAP_MS;
    const until = Math.min(since + spanMs, now);
    const { trades, answeredAt } = await this.ask(grant, async (exchange) => ({
      trades: await exchange.trades(since, pageSize, { until }),
      answeredAt: exchange.answeredAt() ?? now,
    }));
    const isFull = trades.length >= pageSize;
    if (isFull && spanMs > SPAN_MIN_MS) {
      return pageOf([], { next, spanMs: Math.max(SPAN_MIN_MS, Math.floor(spanMs / 2)) }, false);
    }
    const isLast = until >= now;
    const wider = trades.length < pageSize / 4 ? Math.min(windowMs, spanMs * 2) : spanMs;
    // Where the clock here runs ahead, the exchange has not answered for all of the time up to it.
    const read = isLast ? Math.min(now, answeredAt) - LATE_MS : until;
    const page = pageOf(trades, { next: read, spanMs: wider }, isLast);
    if (isFull) page.problems.push(tooMany(next));
    return page;
  }

  private async ask<T>(grant: Grant, question: (exchange: CcxtExchange) => Promise<T>): Promise<T> {
    const { pauses } = this.options;
    await pauses.check(this.name);
    try {
      const key = Keys.parse(JSON.parse(grant.access.reveal()));
      return await question(await this.opener.open(key, this.now()));
    } catch (error) {
      if (error instanceof AppError && error.code === 'BROKER_BUSY') {
        await pauses.pause(this.name, error.options.retryAfterSeconds ?? 0);
      }
      throw error;
    }
  }

  private now(): number {
    return this.options.clock.now().getTime();
  }
}

function keyFieldsOf({ moreFields, beyondReading, title }: CcxtVenue): KeyField[] {
  return [
    { name: 'apiKey', label: 'API key', isSecret: false },
    ...moreFields,
    ...(beyondReading === null
      ? [
          {
            name: 'isReadOnly',
            label: `${title} does not tell us what a key may do. I have made sure that this one can neither trade nor withdraw.`,
            isSecret: false,
            isConfirmation: true,
          },
        ]
      : []),
    { name: 'secret', label: 'Secret', isSecret: true, isLong: true },
  ];
}

function pageOf(trades: readonly CcxtTrade[], cursor: BrokerCursor, isLast: boolean): FillPage {
  const page: FillPage = { fills: [], reversals: [], problems: [], cursor, isLast };
  for (const trade of trades) {
    const reading = readCcxtTrade(trade);
    if ('fill' in reading) page.fills.push(reading.fill);
    else page.problems.push(reading.problem);
  }
  return page;
}

function tooMany(ts: number) {
  return {
    ...{ venueId: `second-${ts}`, field: 'timestamp' },
    reason: `there are more trades around ${new Date(ts).toISOString()} than the exchange lists at once`,
    fix: 'Import the trades of this minute from a file; those that are here are known by their ids.',
  };
}
