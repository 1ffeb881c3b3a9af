import { AppError } from '@twin/shared/errors/AppError';

/** A relative path of plain names: nothing that climbs, hides or starts anew. */
const KEY = /^(?!.*\.\.)[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*$/;

/** @throws AppError INTERNAL: keys are made by us */
export function checkKey(key: string): void {
  if (!KEY.test(key)) throw new AppError('INTERNAL', { context: { key } });
}
