import { createHmac } from 'node:crypto';

/**
 * Names people in logs and traces by a keyed hash: lines of one person can be told to belong together, and nobody
 * without the key can tell whose they are.
 */
export function createPseudonym(key: Buffer): (userId: string) => string {
  return (userId) => createHmac('sha256', key).update(userId).digest('base64url').slice(0, 16);
}
