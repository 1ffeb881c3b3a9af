import type { BrokerBalance, BrokerConnectionDto, BrokerOffer, BrokerStatus } from '@twin/shared/dto/broker';
import { ERRORS, type ErrorCode } from '@twin/shared/errors/catalog';
import type { Broker } from '../../ports/broker.ts';
import type { StoredConnection } from './BrokerConnectionRepo.ts';

export function connectionDto(row: StoredConnection): BrokerConnectionDto {
  return {
    id: row.id,
    broker: row.broker,
    method: row.method === 'oauth' ? 'oauth' : 'api_key',
    account: row.account,
    symbols: row.symbols,
    status: row.status as BrokerStatus,
    problem: row.problem === null ? null : { code: row.problem, message: textOf(row.problem) },
    lastSyncedAt: row.lastSyncedAt?.toISOString() ?? null,
    nextSyncAt: row.status === 'blocked' ? null : row.nextSyncAt.toISOString(),
    balances: row.balances as BrokerBalance[] | null,
    createdAt: row.createdAt.toISOString(),
  };
}

export function offerOf({ name, title, keyFields, takesSymbols, oauth }: Broker): BrokerOffer {
  return {
    broker: name,
    title,
    keyFields: keyFields && [...keyFields],
    takesSymbols,
    hasOAuth: oauth !== null,
  };
}

function textOf(code: string): string {
  return ERRORS[code as ErrorCode].text;
}
