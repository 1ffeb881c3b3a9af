import type { SealContext } from '../../lib/crypto/tokenSeal.ts';

/** Which row a grant is sealed for: moved to another one it does not open. */
export interface GrantRow {
  id: string;
  userId: string;
  broker: string;
}

export function grantSeal({ userId, broker, id }: GrantRow, part: 'access' | 'refresh'): SealContext {
  return { userId, purpose: `${broker}.${part}`, row: id };
}
