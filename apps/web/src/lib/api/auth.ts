import type {
  Credentials,
  LoginBody,
  PasswordChange,
  ResetConfirm,
  SessionAnswer,
} from '@twin/shared/dto/auth';
import type { AuthOptions } from '@twin/shared/dto/session';
import { ApiError } from './ApiError.ts';
import { request, requestNothing } from './request.ts';

/** Who is signed in; null when nobody is. */
export async function fetchSession(): Promise<SessionAnswer | null> {
  try {
    return await request('/v1/auth/session', (wire) => wire.SessionAnswer);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

/** What one may do at the door; null from a server that does not say. */
export async function fetchAuthOptions(): Promise<AuthOptions | null> {
  try {
    return await request('/v1/auth/options', (wire) => wire.AuthOptions);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

export function register(body: Credentials) {
  return request('/v1/auth/register', (wire) => wire.RegisterAnswer, { method: 'POST', body });
}

/** Login and demo answer with the user; the session itself is read afterwards by whoever needs it. */
export function login(body: LoginBody) {
  return requestNothing('/v1/auth/login', { method: 'POST', body });
}

export function startDemo() {
  return requestNothing('/v1/auth/demo', { method: 'POST' });
}

export function logout() {
  return requestNothing('/v1/auth/logout', { method: 'POST' });
}

export function changePassword(body: PasswordChange) {
  return requestNothing('/v1/auth/password', { method: 'POST', body });
}

/** Answers alike whether or not there is such an account. */
export function requestReset(email: string) {
  return requestNothing('/v1/auth/reset', { method: 'POST', body: { email } });
}

export function confirmReset(body: ResetConfirm) {
  return requestNothing('/v1/auth/reset/confirm', { method: 'POST', body });
}

/** Devices that are signed in; null from a server that does not list them. */
export async function fetchDevices() {
  try {
    return (await request('/v1/sessions', (wire) => wire.DeviceSessionList)).items;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

export function revokeDevice(id: string) {
  return requestNothing(`/v1/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
