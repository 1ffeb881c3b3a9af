import { AppError } from '@twin/shared/errors/AppError';
import { type Decimal, readDecimal, ZERO } from '@twin/shared/primitives/decimal';
import { z } from 'zod';
import { Secret } from '../../../lib/crypto/Secret.ts';
import type {
  Balance,
  Broker,
  BrokerCursor,
  BrokerOAuth,
  FillPage,
  Grant,
  KeyField,
  ListOptions,
} from '../../../ports/broker.ts';
import type { Clock } from '../../../ports/clock.ts';
import { askVenue } from '../../venue/askVenue.ts';
import { readAnswer } from '../../venue/readAnswer.ts';
import { canTrade } from '../canTrade.ts';
import { type CoinbaseOAuth, isReadScope } from './CoinbaseOAuth.ts';
import { parseCdpKey, readCdpKey, signRequest } from './cdpKey.ts';
import { coinbaseError } from './coinbaseErrors.ts';
import { readCoinbaseFill } from './coinbaseFill.ts';
import { type FillWindow, nextWindow, readWindow, windowStart } from './fillWindow.ts';

export interface CoinbaseOptions {
  apiUrl: URL;
  clock: Clock;
  /** null: this server is no OAuth client of Coinbase. */
  oauth: CoinbaseOAuth | null;
}

const FILLS = '/api/v3/brokerage/orders/historical/fills';
const PAGE = '1000';
const ACCOUNTS = '250';
const VIEW_ONLY = 'Make a key with the permission to view only.';

const Fills = z.object({ fills: z.array(z.unknown()), cursor: z.string().default('') });
const SequenceTime = z.object({ sequence_timestamp: z.string() });
const KeyPermissions = z.object({ can_view: z.boolean(), can_trade: z.boolean(), can_transfer: z.boolean() });
const UserAuth = z.object({ data: z.object({ scopes: z.array(z.string()) }) });
const Money = z.object({ value: z.string() });
const Accounts = z.object({
  accounts: z.array(z.object({ currency: z.string(), available_balance: Money, hold: Money.optional() })),
  has_next: z.boolean().default(false),
  cursor: z.string().default(''),
});

/** Coinbase Advanced Trade, by a key of the developer platform or by OAuth. */
export class CoinbaseBroker implements Broker {
  readonly name = 'coinbase';
  readonly title = 'Coinbase';
  readonly takesSymbols = false;
  readonly keyFields: readonly KeyField[] = [
    { name: 'name', label: 'API key name', isSecret: false },
    { name: 'privateKey', label: 'Private key', isSecret: true, isLong: true },
  ];
  readonly oauth: BrokerOAuth | null;
  private readonly options: CoinbaseOptions;

  constructor(options: CoinbaseOptions) {
    this.options = options;
    this.oauth = options.oauth;
  }

  async authorise(given: Readonly<Record<string, string>>): Promise<Grant> {
    const key = readCdpKey(given);
    const access = new Secret(JSON.stringify(key));
    return { method: 'api_key', access, refresh: null, expiresAt: null, scope: 'view' };
  }

  async permissions(grant: Grant, signal: AbortSignal): Promise<void> {
    if (grant.method === 'oauth') {
      const { data } = readAnswer(await this.get(grant, '/v2/user/auth', {}, signal), UserAuth);
      const beyond = data.scopes.filter((scope) => !isReadScope(scope));
      if (beyond.length > 0) throw canTrade(beyond.join(', '), VIEW_ONLY);
      return;
    }
    const text = await this.get(grant, '/api/v3/brokerage/key_permissions', {}, signal);
    const allowed = readAnswer(text, KeyPermissions);
    if (allowed.can_trade) throw canTrade('trade', VIEW_ONLY);
    if (allowed.can_transfer) throw canTrade('transfer', VIEW_ONLY);
    if (!allowed.can_view) throw new AppError('BROKER_SCOPE_MISSING');
  }

  async listFillsSince(
    grant: Grant,
    cursor: BrokerCursor | null,
    { signal }: ListOptions,
  ): Promise<FillPage> {
    const window = readWindow(cursor);
    const { text, page: asked } = await this.fillsOf(grant, window, signal);
    const answer = readAnswer(text, Fills);
    const page: FillPage = {
      fills: [],
      reversals: [],
      problems: [],
      cursor: {},
      isLast: answer.cursor === '',
    };
    for (const entry of answer.fills) {
      const reading = readCoinbaseFill(entry);
      if (reading.kind === 'fill') page.fills.push(reading.fill);
      else if (reading.kind === 'reversal') page.reversals.push(reading.reversal);
      else page.problems.push(reading.problem);
    }
    const times = answer.fills.flatMap(
      (entry) => SequenceTime.safeParse(entry).data?.sequence_timestamp ?? [],
    );
    // The same cursor again would never end.
    if (answer.cursor !== '' && answer.cursor === asked) throw new AppError('BROKER_UNREADABLE');
    return { ...page, cursor: nextWindow(window, times, answer.cursor) };
  }

  /** A cursor that the venue no longer knows begins the pass anew: what comes again is known by its id. */
  private async fillsOf(
    grant: Grant,
    window: FillWindow,
    signal: AbortSignal,
  ): Promise<{ text: string; page: string | null }> {
    const start = windowStart(window);
    const query = { limit: PAGE, ...(start === null ? {} : { start_sequence_timestamp: start }) };
    const ask = (more: Record<string, string>) => this.get(grant, FILLS, { ...query, ...more }, signal);
    const { page } = window;
    if (page === null) return { text: await ask({}), page };
    try {
      return { text: await ask({ cursor: page }), page };
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'BROKER_UNREADABLE') throw error;
      return { text: await ask({}), page: null };
    }
  }

  async balances(grant: Grant, signal: AbortSignal): Promise<Balance[]> {
    const amounts = new Map<string, Decimal>();
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: z.infer<typeof Accounts> = await this.accountsAfter(grant, cursor, signal);
      for (const { currency, available_balance: available, hold } of page.accounts) {
        const amount = amountOf(available.value) + amountOf(hold?.value ?? '0');
        amounts.set(currency, (amounts.get(currency) ?? ZERO) + amount);
      }
      cursor = page.has_next && page.cursor !== cursor && page.cursor !== '' ? page.cursor : null;
    }
    return [...amounts].map(([asset, amount]) => ({ asset, amount })).filter(({ amount }) => amount !== ZERO);
  }

  private async accountsAfter(grant: Grant, cursor: string, signal: AbortSignal) {
    const query = { limit: ACCOUNTS, ...(cursor === '' ? {} : { cursor }) };
    return readAnswer(await this.get(grant, '/api/v3/brokerage/accounts', query, signal), Accounts);
  }

  async revoke(grant: Grant, signal: AbortSignal): Promise<void> {
    if (grant.method === 'oauth') await this.options.oauth?.revoke(grant, signal);
  }

  private async get(
    grant: Grant,
    path: string,
    query: Record<string, string>,
    signal: AbortSignal,
  ): Promise<string> {
    const url = new URL(path, this.options.apiUrl);
    url.search = new URLSearchParams(query).toString();
    const answer = await askVenue({
      url,
      headers: {
        authorization: `Bearer ${await this.bearer(grant, url)}`,
        'content-type': 'application/json',
      },
      signal,
    });
    if (answer.status !== 200) throw coinbaseError(answer);
    return answer.text;
  }

  private async bearer(grant: Grant, url: URL): Promise<string> {
    if (grant.method === 'oauth') return grant.access.reveal();
    return signRequest(parseCdpKey(grant.access.reveal()), 'GET', url, this.options.clock.now());
  }
}

function amountOf(text: string): Decimal {
  const reading = readDecimal(text, { exponent: true, round: true });
  if (!reading.ok) throw new AppError('BROKER_UNREADABLE', { context: { field: 'available_balance' } });
  return reading.value;
}
