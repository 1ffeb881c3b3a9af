import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('../../../../../shared/data/exchanges/', import.meta.url);

/** Recorded answers and requests of real venues lie beside the repo; their tests are skipped where they do not. */
export const HAS_RECORDED = existsSync(fileURLToPath(FOLDER));

export function recorded<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as T;
}

/** A call of a client that was recorded. */
export interface RecordedRequests {
  binanceHmacVectors: { secretKey: string; payload: string; signature: string }[];
  recorded: { exchange: string; method: string; args: unknown[]; sent: { url: string; method: string } }[];
}

export interface RecordedErrors {
  cases: { exchange: string; status: number; body: string; exception: string }[];
}

/** Answers with what a well-known client makes of them. */
export interface RecordedAnswers<Answer> {
  methods: Record<string, { description: string; httpResponse: Answer; parsedResponse: ParsedTrade[] }[]>;
}

export interface ParsedTrade {
  id: string;
  order: string;
  timestamp: number;
  symbol: string;
  side: string;
  price: number;
  amount: number;
  fee: { cost: number; currency: string };
}

/** Path and query, whose order differs between clients. */
export function shapeOf(url: string | URL): { path: string; query: Record<string, string[]> } {
  const { pathname, searchParams } = new URL(url);
  const names = [...new Set(searchParams.keys())].sort();
  return {
    path: pathname,
    query: Object.fromEntries(names.map((name) => [name, searchParams.getAll(name)])),
  };
}
