import type { FileProblem } from '@twin/formats/row';
import { AppError } from '@twin/shared/errors/AppError';
import type { ErrorCode } from '@twin/shared/errors/catalog';

const CODES: Record<FileProblem['problem'], ErrorCode> = {
  empty: 'IMPORT_EMPTY',
  binary: 'IMPORT_BINARY',
  'bad-container': 'IMPORT_BINARY',
  'too-large': 'PAYLOAD_TOO_LARGE',
  'unknown-format': 'IMPORT_UNKNOWN_FORMAT',
  'wrong-format': 'IMPORT_WRONG_FORMAT',
  'unknown-zone': 'IMPORT_UNKNOWN_ZONE',
  'no-rows': 'IMPORT_NO_TRADES',
};

/** What a format says about a whole file, as the error that the person reads. */
export function fileError(problem: FileProblem): AppError {
  const columns = problem.problem === 'unknown-format' ? (problem.columns ?? []) : [];
  return new AppError(CODES[problem.problem], {
    fields: [
      { path: 'file', message: problem.message, fix: problem.fix },
      // For whoever maps them.
      ...columns.map((column, index) => ({ path: `columns.${index}`, message: column })),
    ],
  });
}
