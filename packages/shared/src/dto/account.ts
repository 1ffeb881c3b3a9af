import { z } from 'zod';
import { readZone } from '../primitives/zone.ts';
import { AssetAmount } from './decision.ts';
import { AccountFilter, AccountName, DecimalText, Id, page, UtcTime } from './wire.ts';

/** `UTC`, an offset such as `+05:30`, or an IANA name: what the wall times of a file can be in. */
const FileZone = z
  .string()
  .max(64)
  .refine(
    (zone) => readZone(zone) !== null,
    'must be UTC, an offset such as +02:00, or a zone such as Europe/Berlin',
  );

/** Who decides in a trading account. */
export const TradedBy = z.enum(['person', 'program']);

/** A trading account of the person: what keeps two venues or strategies apart. */
export const TradingAccountDto = z.object({
  id: Id,
  name: AccountName,
  /** Zone of its files that do not name one; null: each import asks. */
  timeZone: FileZone.nullable(),
  /** Who decides in it: where a program does, no pattern is looked for. null: nobody has said. */
  tradedBy: TradedBy.nullable(),
  /** Its hours or its clockwork are those of a program, as of the last report: a reason to ask. */
  looksAutomated: z.boolean(),
  createdAt: UtcTime,
});
export type TradingAccountDto = z.infer<typeof TradingAccountDto>;

export const TradingAccountPage = page(TradingAccountDto);
export type TradingAccountPage = z.infer<typeof TradingAccountPage>;

export const TradingAccountBody = z.object({ name: AccountName });
export type TradingAccountBody = z.infer<typeof TradingAccountBody>;

export const TradingAccountPatch = z
  .object({ name: AccountName, timeZone: FileZone.nullable(), tradedBy: TradedBy.nullable() })
  .partial();
export type TradingAccountPatch = z.infer<typeof TradingAccountPatch>;

export const QuoteSummary = z.object({
  asset: z.string(),
  realisedPnl: DecimalText,
  unrealisedPnl: DecimalText.nullable(),
  fees: DecimalText,
  /** Received less paid for holding perpetuals: part of the net result. Absent in summaries of before there was one. */
  funding: DecimalText.optional(),
  /** Closed positions. */
  episodes: z.number().int(),
  /** Those of known result: the n of win rate and profit factor. */
  knownEpisodes: z.number().int(),
  /** Known ones whose net result is no larger than their own fees, gain or loss. */
  breakEven: z.number().int(),
  winRate: z.number().nullable(),
  /** The win rate without the break-even ones; n = knownEpisodes − breakEven. */
  decidedWinRate: z.number().nullable(),
  profitFactor: z.number().nullable(),
  maxDrawdown: DecimalText,
});
export type QuoteSummary = z.infer<typeof QuoteSummary>;

/** One symbol's position and result, in its quote asset; the same numbers as `bySymbol` of `twin analyze`. */
export const SymbolSummary = z.object({
  symbol: z.string(),
  asset: z.string(),
  fills: z.number().int(),
  position: DecimalText,
  /** null when flat or when the cost is unknown. */
  avgCost: DecimalText.nullable(),
  /** Net of fees. */
  realisedPnl: DecimalText,
  realisedPnlGross: DecimalText,
  funding: DecimalText.optional(),
  fees: z.array(AssetAmount),
  /** Fees in a third currency, valued by candles: the pair's own, a like quote's, or crossed over a dollar. */
  ratedFees: z
    .array(AssetAmount.extend({ value: DecimalText, quality: z.enum(['own', 'alias', 'cross']) }))
    .default([]),
  unknownCostQty: DecimalText,
});
export type SymbolSummary = z.infer<typeof SymbolSummary>;

export const AccountSummary = z.object({
  byQuote: z.array(QuoteSummary),
  bySymbol: z.array(SymbolSummary).optional(),
  /** Sales whose cost is unknown: their result is not in any sum. */
  unexplained: z.array(
    z.object({ symbol: z.string(), qty: DecimalText, proceeds: DecimalText, asset: z.string() }),
  ),
  /**
   * Transfers that met their other side in an own account, and by coin those that came from elsewhere (their cost is
   * unknown when they are sold) or went there (they stay in the position). Absent in summaries of before.
   */
  transfers: z
    .object({
      matched: z.number().int(),
      unmatched: z.array(
        z.object({
          asset: z.string(),
          way: z.enum(['in', 'out']),
          count: z.number().int(),
          qty: DecimalText,
        }),
      ),
    })
    .optional(),
  /** Amounts without a rate into the display asset, third-currency fees included. */
  unconverted: z.array(z.object({ asset: z.string(), amount: DecimalText, kind: z.string() })),
  trades: z.number().int(),
  dataVersion: z.number().int(),
  engineVersion: z.string(),
  /** True while the worker makes a newer one. */
  isUpdating: z.boolean(),
});
export type AccountSummary = z.infer<typeof AccountSummary>;

export const EquityCurve = z.object({
  asset: z.string().nullable(),
  points: z.array(
    z.object({ ts: UtcTime, actual: DecimalText, twin: DecimalText.nullable(), coverage: z.number() }),
  ),
  unconverted: z.array(z.object({ asset: z.string(), amount: DecimalText, kind: z.string() })),
});
export type EquityCurve = z.infer<typeof EquityCurve>;

const Month = z.string().regex(/^(?!0000)\d{4}-(0[1-9]|1[0-2])$/, 'must look like 2024-07');

export const CalendarQuery = AccountFilter.extend({ month: Month });
export type CalendarQuery = z.infer<typeof CalendarQuery>;

/** Local days of the person's zone; the lines of an asset sum to its summary. */
export const CalendarAnswer = z.object({
  month: Month,
  timeZone: z.string(),
  days: z.array(
    z.object({
      date: z.string(),
      lines: z.array(
        z.object({
          asset: z.string(),
          realisedPnl: DecimalText,
          fees: DecimalText,
          trades: z.number().int(),
          episodes: z.number().int(),
        }),
      ),
      /** Shown tags of the day's decisions. */
      tags: z.number().int(),
    }),
  ),
});
export type CalendarAnswer = z.infer<typeof CalendarAnswer>;

export const EquityQuery = AccountFilter.extend({
  bucket: z.enum(['day']).default('day'),
  asset: z.string().max(16).optional(),
});
export type EquityQuery = z.infer<typeof EquityQuery>;

export const SummaryQuery = AccountFilter.extend({
  since: UtcTime.optional(),
  until: UtcTime.optional(),
  asset: z.string().max(16).optional(),
});
export type SummaryQuery = z.infer<typeof SummaryQuery>;
