import type { FieldProblem } from '@twin/shared/dto/error';
import type { ErrorCode } from '@twin/shared/errors/catalog';

/** What can go wrong between the page and the server, beside the server's own codes. */
export type EdgeCode = 'UNREACHABLE' | 'TIMED_OUT' | 'UNREADABLE_ANSWER';

export interface ApiErrorDetails {
  code: ErrorCode | EdgeCode | (string & {});
  message: string;
  /** HTTP status; 0 when there was no answer, 504 when it was not waited for any longer. */
  status: number;
  fields?: FieldProblem[];
  requestId?: string;
  cause?: unknown;
}

/** A failed call: the code to decide on, the server's words to show, and what is wrong with which field. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly fields: FieldProblem[];
  readonly requestId: string | null;

  constructor(details: ApiErrorDetails) {
    super(details.message, details.cause === undefined ? {} : { cause: details.cause });
    this.name = 'ApiError';
    this.code = details.code;
    this.status = details.status;
    this.fields = details.fields ?? [];
    this.requestId = details.requestId ?? null;
  }

  /** What the server says about one field of a form, with its fix. */
  field(path: string): string | null {
    const problem = this.fields.find((field) => field.path === path);
    if (!problem) return null;
    return problem.fix === undefined ? problem.message : `${problem.message}. ${problem.fix}`;
  }
}
