import { createHmac } from 'node:crypto';
import { isEqualText } from '../../lib/http/csrf.ts';

/** What the link in a mail carries: it turns that person's mails off, opens nothing, and never expires. */
export interface UnsubscribeTokens {
  issue(userId: string): string;
  /** @returns whose it is, or null when it is none of ours */
  read(token: string): string | null;
}

export function createUnsubscribeTokens(key: Buffer): UnsubscribeTokens {
  const macOf = (userId: string): string => createHmac('sha256', key).update(userId).digest('base64url');
  return {
    issue: (userId) => `${Buffer.from(userId).toString('base64url')}.${macOf(userId)}`,
    read(token) {
      const [name = '', mac = '', ...rest] = token.split('.');
      const userId = Buffer.from(name, 'base64url').toString('utf8');
      return rest.length === 0 && userId !== '' && isEqualText(mac, macOf(userId)) ? userId : null;
    },
  };
}
