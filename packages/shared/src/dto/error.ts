import { z } from 'zod';

export const FieldProblem = z.object({ path: z.string(), message: z.string(), fix: z.string().optional() });
export type FieldProblem = z.infer<typeof FieldProblem>;

/** The one envelope of every failed call. */
export const ErrorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    requestId: z.string(),
    fields: z.array(FieldProblem),
  }),
});
export type ErrorBody = z.infer<typeof ErrorBody>;
