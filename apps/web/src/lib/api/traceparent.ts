const TRACE_BYTES = 16;
const SPAN_BYTES = 8;

/**
 * A W3C trace context for one call: a server that records traces files under it whatever the call brings about, down
 * to jobs and SQL; another ignores it. It is drawn anew each time and says nothing about who calls.
 */
export function newTraceparent(): string {
  return `00-${randomHex(TRACE_BYTES)}-${randomHex(SPAN_BYTES)}-01`;
}

function randomHex(bytes: number): string {
  const drawn = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(drawn, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
