import { z } from 'zod';
import { TradeDto } from './trade.ts';
import { AccountName, Id, page, UtcTime } from './wire.ts';

export const RowCounts = z.object({
  read: z.number().int(),
  accepted: z.number().int(),
  duplicate: z.number().int(),
  ignored: z.number().int(),
  rejected: z.number().int(),
});
export type RowCounts = z.infer<typeof RowCounts>;

/** Trades, not rows: one may take several. */
export const TradeCounts = z.object({
  accepted: z.number().int(),
  duplicate: z.number().int(),
});
export type TradeCounts = z.infer<typeof TradeCounts>;

export const RowProblem = z.object({
  line: z.number().int(),
  field: z.string(),
  reason: z.string(),
  fix: z.string(),
});
export type RowProblem = z.infer<typeof RowProblem>;

export const ImportFields = z.object({
  format: z.string().max(64).optional(),
  timezone: z.string().max(64).optional(),
  /** For files whose dates fit both. */
  dates: z.enum(['day-first', 'month-first']).optional(),
  /** JSON of a column mapping, for files of no known format. */
  mapping: z.string().max(4096).optional(),
  /** Of the rows whose file names none. */
  account: AccountName.optional(),
  /** What becomes of known trades that the file gives otherwise; default keep. */
  conflicts: z.enum(['keep', 'replace']).optional(),
});
export type ImportFields = z.infer<typeof ImportFields>;

export const ImportPreview = z.object({
  format: z.string(),
  timezone: z.string(),
  /** `conflicting` are those of the duplicates whose stored trade has other values: `conflicts` says what to do. */
  rows: RowCounts.extend({ conflicting: z.number().int() }),
  /** What the rows of `rows` make. */
  trades: TradeCounts.extend({ conflicting: z.number().int() }),
  /** Names of the accounts that these trades go to. */
  accounts: z.array(z.string()),
  sample: z.array(TradeDto),
  problems: z.array(RowProblem),
  /** The columns used, by field, where no format knows the table: guessed, remembered or given. */
  mapping: z.record(z.string(), z.string()).nullable(),
  /** The column names of such a table, to choose others from. */
  columns: z.array(z.string()),
});
export type ImportPreview = z.infer<typeof ImportPreview>;

export const ImportStatus = z.enum(['queued', 'running', 'scoring', 'done', 'failed']);
export type ImportStatus = z.infer<typeof ImportStatus>;

export const ImportDto = z.object({
  id: Id,
  fileName: z.string(),
  /** Key of the account of rows that name none. */
  account: z.string(),
  /** Names of the accounts that its trades are in. */
  accounts: z.array(z.string()),
  status: ImportStatus,
  format: z.string().nullable(),
  timezone: z.string().nullable(),
  rows: RowCounts,
  trades: TradeCounts,
  /** The first 1,000; `rows.rejected` counts all. */
  problems: z.array(RowProblem),
  /** Set when the whole file failed. */
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  createdAt: UtcTime,
  finishedAt: UtcTime.nullable(),
});
export type ImportDto = z.infer<typeof ImportDto>;

export const ImportList = z.object({ items: z.array(ImportDto), nextCursor: z.string().nullable() });
export type ImportList = z.infer<typeof ImportList>;

export const ImportAccepted = z.object({ importId: Id });
export type ImportAccepted = z.infer<typeof ImportAccepted>;

/** A known kind of file. */
export const FormatDto = z.object({ name: z.string(), title: z.string() });
export type FormatDto = z.infer<typeof FormatDto>;

export const FormatList = page(FormatDto);
export type FormatList = z.infer<typeof FormatList>;

/** A mapping and the header row that it belongs to. */
export const MappingBody = z.object({
  name: z.string().trim().min(1).max(200),
  columns: z.array(z.string().max(200)).min(1).max(500),
  mapping: z.record(z.string(), z.string()),
});
export type MappingBody = z.infer<typeof MappingBody>;

export const MappingDto = z.object({
  id: Id,
  name: z.string(),
  mapping: z.record(z.string(), z.string()),
  createdAt: UtcTime,
});
export type MappingDto = z.infer<typeof MappingDto>;

export const MappingList = page(MappingDto);
export type MappingList = z.infer<typeof MappingList>;
