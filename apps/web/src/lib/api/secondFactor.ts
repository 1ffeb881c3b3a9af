/* Apart from the session, which every page asks for: the schemas here bring the parser with them. */
import { request, requestNothing } from './request.ts';

export function fetchSecondFactor() {
  return request('/v1/auth/totp', (wire) => wire.SecondFactorStatus);
}

export function beginSecondFactor(password: string) {
  return request('/v1/auth/totp', (wire) => wire.SecondFactorSecret, { method: 'POST', body: { password } });
}

export function confirmSecondFactor(code: string) {
  return request('/v1/auth/totp/confirm', (wire) => wire.RecoveryCodes, { method: 'POST', body: { code } });
}

export function endSecondFactor(body: { password: string; code: string }) {
  return requestNothing('/v1/auth/totp', { method: 'DELETE', body });
}
