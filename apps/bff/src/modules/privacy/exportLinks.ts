import { createHmac } from 'node:crypto';
import { isEqualText } from '../../lib/http/csrf.ts';

const LINK_MS = 3_600_000;

export type LinkState = 'good' | 'expired' | 'foreign';

/** The address of a zip holds for one person, one export and one hour, beside the session that it needs too. */
export interface ExportLinks {
  issue(userId: string, exportId: string, now: Date): string;
  check(userId: string, exportId: string, link: string, now: Date): LinkState;
}

export function createExportLinks(key: Buffer): ExportLinks {
  const macOf = (...parts: string[]) =>
    createHmac('sha256', key).update(parts.join('\n')).digest('base64url');
  return {
    issue(userId, exportId, now) {
      const until = String(now.getTime() + LINK_MS);
      return `${until}.${macOf(userId, exportId, until)}`;
    },
    check(userId, exportId, link, now) {
      const [until = '', mac = '', ...rest] = link.split('.');
      if (rest.length > 0 || !isEqualText(mac, macOf(userId, exportId, until))) return 'foreign';
      return Number(until) > now.getTime() ? 'good' : 'expired';
    },
  };
}
