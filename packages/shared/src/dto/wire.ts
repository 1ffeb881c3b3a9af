import { z } from 'zod';
import { readDecimal } from '../primitives/decimal.ts';

/** Shapes that every call shares: exact decimals as strings, times in UTC, opaque ids, pages. */
export const DecimalText = z
  .string()
  .max(64)
  .refine((text) => readDecimal(text).ok, 'must be a plain decimal with at most 18 places');
export type DecimalText = z.infer<typeof DecimalText>;

/** From year 1 on: the calendar of the database knows no year 0. */
export const UtcTime = z.iso
  .datetime()
  .refine((text) => !text.startsWith('0000'), 'must be after the year 0');
export type UtcTime = z.infer<typeof UtcTime>;

export const Id = z.string().min(1).max(128);
export type Id = z.infer<typeof Id>;

export const AccountName = z.string().trim().min(1).max(64);

/** Which trading account, by name; all of them without. */
export const AccountFilter = z.object({ account: z.string().max(64).optional() });
export type AccountFilter = z.infer<typeof AccountFilter>;

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(200).optional(),
});
export type PageQuery = z.infer<typeof PageQuery>;

export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
