import { AppError } from '@twin/shared/errors/AppError';
import type { KeyField } from '../../../ports/broker.ts';

/** The key as ccxt takes it. @throws AppError BROKER_KEY_UNREADABLE naming what is missing */
export function readCcxtKey(
  fields: readonly KeyField[],
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const key: Record<string, string> = {};
  for (const { name, isConfirmation = false } of fields) {
    const text = given[name]?.trim() ?? '';
    if (isConfirmation ? text !== 'yes' : text === '') throw missing(name, isConfirmation);
    if (!isConfirmation) key[name] = text;
  }
  return key;
}

function missing(name: string, isConfirmation: boolean): AppError {
  return new AppError('BROKER_KEY_UNREADABLE', {
    fields: [
      {
        path: `key.${name}`,
        message: isConfirmation ? 'must be confirmed' : 'is empty',
        fix: isConfirmation
          ? 'Look at the key at the exchange, then confirm.'
          : 'Paste it from the exchange.',
      },
    ],
  });
}
