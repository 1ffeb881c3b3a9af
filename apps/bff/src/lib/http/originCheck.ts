import type { IncomingHttpHeaders } from 'node:http';

export interface OriginPolicy {
  /** The one address that people use; null = whatever Host says. */
  publicOrigin: string | null;
  /** Bound to loopback: only loopback names may be asked for, so that no foreign name can be pointed at us. */
  isLoopbackOnly: boolean;
}

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Says whether the Host asked for is ours; the guard against DNS rebinding. */
export function isKnownHost(host: string | undefined, policy: OriginPolicy): boolean {
  if (!policy.isLoopbackOnly || policy.publicOrigin !== null) return true;
  return host !== undefined && LOOPBACK_NAMES.has(host.replace(/:\d+$/, '').toLowerCase());
}

/**
 * Says whether a page of our own sent the request. Browsers name the origin on every unsafe request and on every
 * WebSocket; programs that send neither Origin nor Sec-Fetch-Site carry no person's cookies.
 */
export function isOwnOrigin(headers: IncomingHttpHeaders, policy: OriginPolicy): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const origin = headers.origin;
  if (origin === undefined) return true;
  if (policy.publicOrigin !== null) return origin === policy.publicOrigin;
  return hostOf(origin) === headers.host?.toLowerCase();
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}
