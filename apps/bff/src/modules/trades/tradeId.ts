import { createHash } from 'node:crypto';

/** The trade's id: a function of whose fill it is and of the fill, so that it is the same at every import (decision 1). */
export function tradeIdOf(userId: string, broker: string, extId: string): string {
  return createHash('sha256').update(`${userId}\n${broker}\n${extId}`).digest('hex').slice(0, 32);
}
