import { AppError } from '@twin/shared/errors/AppError';

export interface VenueRequest {
  url: URL;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: URLSearchParams;
  signal?: AbortSignal;
}

export interface VenueAnswer {
  status: number;
  headers: Headers;
  text: string;
}

const TIMEOUT_MS = 20_000;
/** A page of a thousand fills takes half a megabyte. */
const BYTES_MAX = 16 * 1024 * 1024;

/**
 * One call to a venue: bounded in time and size, and never led elsewhere by a redirect.
 * @throws AppError BROKER_UNAVAILABLE when there is no whole answer
 */
export async function askVenue({ url, signal, ...request }: VenueRequest): Promise<VenueAnswer> {
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      ...request,
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    return { status: response.status, headers: response.headers, text: await boundedText(response) };
  } catch (cause) {
    signal?.throwIfAborted();
    throw new AppError('BROKER_UNAVAILABLE', { cause, context: { host: url.host, path: url.pathname } });
  }
}

async function boundedText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    bytes += chunk.value.length;
    if (bytes > BYTES_MAX) throw new Error(`the answer is longer than ${BYTES_MAX} bytes`);
    text += decoder.decode(chunk.value, { stream: true });
  }
  return text + decoder.decode();
}

/** Seconds that the answer asks to wait, by its Retry-After; the default where it says nothing. */
export function retryAfterSeconds(headers: Headers, otherwise: number): number {
  const given = headers.get('retry-after');
  if (given === null) return otherwise;
  const seconds = /^\d+$/.test(given) ? Number(given) : (Date.parse(given) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : otherwise;
}
