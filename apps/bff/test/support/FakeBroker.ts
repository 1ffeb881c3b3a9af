import { AppError } from '@twin/shared/errors/AppError';
import { decimal } from '@twin/shared/primitives/decimal';
import { Secret } from '../../src/lib/crypto/Secret.ts';
import type { Balance, Broker, BrokerCursor, BrokerFill, FillPage, Grant } from '../../src/ports/broker.ts';

/** A venue in memory that keeps the port's promises. */
export class FakeBroker implements Broker {
  readonly name = 'fake';
  readonly title = 'Fake';
  readonly takesSymbols = false;
  readonly oauth = null;
  readonly keyFields = [{ name: 'key', label: 'Key', isSecret: true }];
  /** Oldest first. */
  fills: BrokerFill[] = [];
  pageSize = 2;
  mayTrade = false;
  /** Thrown by the next call instead of an answer. */
  nextError: AppError | null = null;

  async authorise({ key = '' }: Readonly<Record<string, string>>): Promise<Grant> {
    if (key === '')
      throw new AppError('BROKER_KEY_UNREADABLE', { fields: [{ path: 'key.key', message: 'is missing' }] });
    return { method: 'api_key', access: new Secret(key), refresh: null, expiresAt: null, scope: 'read' };
  }

  async permissions(): Promise<void> {
    this.failOnce();
    if (this.mayTrade) throw new AppError('BROKER_CAN_TRADE');
  }

  async listFillsSince(_grant: Grant, cursor: BrokerCursor | null): Promise<FillPage> {
    this.failOnce();
    const start = Number(cursor?.['at'] ?? 0);
    const fills = this.fills.slice(start, start + this.pageSize);
    const at = start + fills.length;
    return { fills, reversals: [], problems: [], cursor: { at }, isLast: at === this.fills.length };
  }

  async balances(): Promise<Balance[]> {
    this.failOnce();
    return [{ asset: 'BTC', amount: decimal('1.5') }];
  }

  async revoke(): Promise<void> {}

  private failOnce(): void {
    const error = this.nextError;
    this.nextError = null;
    if (error) throw error;
  }
}

export function fakeFill(number: number): BrokerFill {
  return {
    ...{
      venueId: String(number),
      symbol: 'BTC-USD',
      instrument: 'spot',
      side: number % 2 === 0 ? 'buy' : 'sell',
    },
    ...{ qty: decimal('0.2'), price: decimal('69.63'), fee: decimal('0.1'), feeAsset: 'USD' },
    ...{ ts: Date.UTC(2026, 0, 1) + number * 1000, seq: 0, orderId: null, orderType: null, settle: null },
  };
}
