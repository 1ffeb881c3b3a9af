import { AppError } from '@twin/shared/errors/AppError';

/** The refusal of a key that may do more than read. `fix` says which switches of the venue leave reading alone. */
export function canTrade(allowed: string, fix: string): AppError {
  return new AppError('BROKER_CAN_TRADE', {
    fields: [{ path: 'key', message: `it allows: ${allowed}`, fix }],
  });
}
