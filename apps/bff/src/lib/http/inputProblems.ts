import { AppError } from '@twin/shared/errors/AppError';
import type { z } from 'zod';

interface FieldProblem {
  path: string;
  message: string;
  fix?: string;
}

/**
 * Parses one part of a request.
 * @throws AppError INVALID_INPUT with every wrong field and how to mend it
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AppError('INVALID_INPUT', { fields: parsed.error.issues.map(problemOf), cause: parsed.error });
}

function problemOf(issue: z.core.$ZodIssue): FieldProblem {
  const fix = fixOf(issue);
  return { path: issue.path.join('.'), message: issue.message, ...(fix === null ? {} : { fix }) };
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
