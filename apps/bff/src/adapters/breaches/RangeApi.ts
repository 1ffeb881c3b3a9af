import { createHash } from 'node:crypto';
import type { BreachedPasswords } from '../../ports/breachedPasswords.ts';

const PREFIX_LENGTH = 5;
const TIMEOUT_MS = 2_000;

/**
 * A range service in the manner of Have I Been Pwned: it is told the first five digits of the password's SHA-1 and
 * answers all leaked hashes that begin so, padded so that their number tells nothing.
 */
export class RangeApi implements BreachedPasswords {
  private readonly url: string;
  private readonly onError: (error: unknown) => void;

  /** @param url without the prefix, as https://api.pwnedpasswords.com/range */
  constructor(url: string, onError: (error: unknown) => void) {
    this.url = url;
    this.onError = onError;
  }

  /** A service that is down keeps nobody from choosing a password that the offline check lets pass. */
  async has(password: string): Promise<boolean> {
    const hash = createHash('sha1').update(password).digest('hex').toUpperCase();
    try {
      const answer = await fetch(`${this.url}/${hash.slice(0, PREFIX_LENGTH)}`, {
        headers: { 'Add-Padding': 'true' },
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!answer.ok) throw new Error(`the range service answered ${answer.status}`);
      return isListed(await answer.text(), hash.slice(PREFIX_LENGTH));
    } catch (error) {
      this.onError(error);
      return false;
    }
  }
}

/** Lines are `SUFFIX:count`; padding has the count 0. */
function isListed(lines: string, suffix: string): boolean {
  return lines.split('\n').some((line) => {
    const [listed, count] = line.trim().split(':');
    return listed === suffix && Number(count) > 0;
  });
}
