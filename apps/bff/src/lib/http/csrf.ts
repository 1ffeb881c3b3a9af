import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Double-submit tokens bound to the session: `nonce.mac`, where the mac covers nonce and session id. A token of
 * another session, or one from before sign-in, therefore never fits. (OWASP CSRF cheat sheet, signed double submit.)
 */
export interface CsrfTokens {
  issue(sessionId: string | null): string;
  fits(token: string, sessionId: string | null): boolean;
}

export function createCsrfTokens(key: Buffer): CsrfTokens {
  const macOf = (nonce: string, sessionId: string | null): string =>
    createHmac('sha256', key)
      .update(`${nonce}\n${sessionId ?? ''}`)
      .digest('base64url');
  return {
    issue(sessionId) {
      const nonce = randomBytes(16).toString('base64url');
      return `${nonce}.${macOf(nonce, sessionId)}`;
    },
    fits(token, sessionId) {
      const [nonce, mac, ...rest] = token.split('.');
      if (!nonce || !mac || rest.length > 0) return false;
      return isEqualText(mac, macOf(nonce, sessionId));
    },
  };
}

/** Compares without telling by its time where two texts differ. */
export function isEqualText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
