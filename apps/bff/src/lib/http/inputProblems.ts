import { AppError } from '@twin/shared/errors/AppError';
import type { z } from 'zod';

interface FieldProblem {
  path: string;
  message: string;
  fix?: string;
}

/**
 * Parses one part of a request; `within` is the field that it stands in.
 * @throws AppError INVALID_INPUT with every wrong field and how to mend it
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  within: readonly string[] = [],
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => problemOf(issue, within));
  throw new AppError('INVALID_INPUT', { fields, cause: parsed.error });
}

function problemOf(issue: z.core.$ZodIssue, within: readonly string[]): FieldProblem {
  const fix = fixOf(issue);
  const path = [...within, ...issue.path].join('.');
  return { path, message: issue.message, ...(fix === null ? {} : { fix }) };
}

function fixOf(issue: z.core.$ZodIssue): string | null {
  switch (issue.code) {
    case 'invalid_type':
      return `Send a value of type ${issue.expected}.`;
    case 'invalid_value':
      return `Use one of: ${issue.values.map(String).join(', ')}.`;
    case 'too_small':
      return `The least is ${issue.minimum}.`;
    case 'too_big':
      return `The most is ${issue.maximum}.`;
    case 'unrecognized_keys':
      return `Leave out: ${issue.keys.join(', ')}.`;
    case 'invalid_format':
      return fixOfFormat(issue.format);
    default:
      return null;
  }
}

function fixOfFormat(format: string): string | null {
  if (format === 'email') return 'Write it like name@example.org.';
  if (format === 'datetime') return 'Write the time in UTC like 2026-01-31T12:00:00Z.';
  if (format === 'url') return 'Write a full address like https://example.org.';
  return null;
}
