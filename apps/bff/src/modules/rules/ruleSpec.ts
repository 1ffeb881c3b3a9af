import { RuleSpec } from '@twin/shared/dto/rule';
import { parseInput } from '../../lib/http/inputProblems.ts';

/** The limits of a rule of this kind. @throws AppError INVALID_INPUT with every wrong field and how to mend it */
export function parseSpec(kind: string, params: unknown): RuleSpec {
  return parseInput(RuleSpec, { kind, params });
}
