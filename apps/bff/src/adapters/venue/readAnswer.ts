import { AppError } from '@twin/shared/errors/AppError';
import { parse } from 'lossless-json';
import type { z } from 'zod';

/**
 * Reads an answer of a venue by its schema. Numbers stay the text that was sent: an amount never passes through a
 * double, and an id above 2^53 keeps its digits.
 * @throws AppError BROKER_UNREADABLE
 */
export function readAnswer<Schema extends z.ZodType>(text: string, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, 3).map(({ path, code }) => `${path.join('.')}: ${code}`);
  throw new AppError('BROKER_UNREADABLE', { context: { problems } });
}

/** The value, or null when it is no JSON: error pages of proxies are HTML. */
export function jsonOf(text: string): unknown {
  try {
    return parse(text, undefined, (digits) => digits);
  } catch {
    return null;
  }
}
