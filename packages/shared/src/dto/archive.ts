import { z } from 'zod';
import { INSTRUMENTS, ORDER_TYPES, SIDES } from '../primitives/side.ts';
import { TradedBy } from './account.ts';
import { DecimalText, Id, UtcTime } from './wire.ts';

/**
 * The files of an export, all of them JSON lines but the CSV. Nothing in them is an id of ours: a trade is named by
 * broker and extId, so that the archive restored elsewhere and exported again has the same bytes.
 */
export const ARCHIVE_FILES = {
  manifest: 'manifest.jsonl',
  accounts: 'accounts.jsonl',
  settings: 'settings.jsonl',
  mappings: 'mappings.jsonl',
  rules: 'rules.jsonl',
  trades: 'trades.jsonl',
  tradesCsv: 'trades.csv',
  fundings: 'fundings.jsonl',
  transfers: 'transfers.jsonl',
  feedback: 'feedback.jsonl',
  messages: 'messages.jsonl',
  candles: 'candles.jsonl',
} as const;

/**
 * 1 had no manifest, and to begin with neither fundings nor transfers; 2 had no candles; 3 had no messages and did not
 * say since when a rule counts. Whoever adds a file or a field raises it, so that a restore can tell what an older export
 * could not have from what was taken out of a newer one.
 */
export const ARCHIVE_VERSION = 4;

/** What the other files are. */
export const ArchiveManifest = z.object({ version: z.number().int().min(2) });
export type ArchiveManifest = z.infer<typeof ArchiveManifest>;

export const ArchivedAccount = z.strictObject({
  key: z.string().min(1).max(64),
  name: z.string().max(64),
  timeZone: z.string().max(64).nullable().default(null),
  tradedBy: TradedBy.nullable().default(null),
});
export type ArchivedAccount = z.infer<typeof ArchivedAccount>;

/** What a person chose to see; consents (mail, market data) are asked for anew. */
export const ArchivedSettings = z.strictObject({
  timeZone: z.string().max(64),
  displayAsset: z.string().max(16).nullable(),
  theme: z.string().max(16),
});
export type ArchivedSettings = z.infer<typeof ArchivedSettings>;

const JsonObject = z.record(z.string(), z.json());

export const ArchivedMapping = z.strictObject({
  headerHash: z.string().max(128),
  name: z.string().max(200),
  mapping: JsonObject,
  createdAt: UtcTime,
});
export type ArchivedMapping = z.infer<typeof ArchivedMapping>;

export const ArchivedRule = z.strictObject({
  kind: z.string().max(64),
  params: JsonObject,
  active: z.boolean(),
  createdAt: UtcTime,
  /** From when on it counts. */
  since: UtcTime,
});
export type ArchivedRule = z.infer<typeof ArchivedRule>;

/** Of versions 1 to 3: a rule counts from the restore on where it does not say since when. */
export const OlderArchivedRule = ArchivedRule.partial({ since: true });
export type OlderArchivedRule = z.infer<typeof OlderArchivedRule>;

/** In the ledger's order, which the order of the lines keeps; deleted ones too, as they must stay deleted. */
export const ArchivedTrade = z.strictObject({
  broker: z.string().min(1).max(32),
  extId: z.string().min(1).max(256),
  account: z.string().min(1).max(64),
  symbol: z.string().min(1).max(64),
  instrument: z.enum(INSTRUMENTS),
  side: z.enum(SIDES),
  qty: DecimalText,
  price: DecimalText,
  fee: DecimalText,
  feeAsset: z.string().max(16).nullable(),
  ts: UtcTime,
  orderId: z.string().max(128).nullable(),
  orderType: z.enum(ORDER_TYPES).nullable(),
  startPosition: DecimalText.nullable(),
  settle: z.string().max(16).nullable(),
  deletedAt: UtcTime.nullable(),
});
export type ArchivedTrade = z.infer<typeof ArchivedTrade>;

/** What holding perpetuals brought or cost, in order of time. */
export const ArchivedFunding = z.strictObject({
  broker: z.string().min(1).max(32),
  extId: z.string().min(1).max(256),
  account: z.string().min(1).max(64),
  symbol: z.string().min(1).max(64),
  instrument: z.enum(['linear', 'inverse', 'quanto']),
  asset: z.string().min(1).max(16),
  amount: DecimalText,
  ts: UtcTime,
});
export type ArchivedFunding = z.infer<typeof ArchivedFunding>;

/** Coins that came into an account or left it, in order of time. */
export const ArchivedTransfer = z.strictObject({
  broker: z.string().min(1).max(32),
  extId: z.string().min(1).max(256),
  account: z.string().min(1).max(64),
  asset: z.string().min(1).max(16),
  amount: DecimalText,
  ts: UtcTime,
});
export type ArchivedTransfer = z.infer<typeof ArchivedTransfer>;

/** What the person said about a tag of a decision, by the decision's first trade. */
export const ArchivedFeedback = z.strictObject({
  broker: z.string().max(32),
  extId: z.string().max(256),
  label: z.string().max(64),
  verdict: z.enum(['agree', 'dispute']),
  note: z.string().nullable(),
  createdAt: UtcTime,
});
export type ArchivedFeedback = z.infer<typeof ArchivedFeedback>;

/** What the person wrote to the coach, in their own words, in order of time; what it answered is not theirs. */
export const ArchivedMessage = z.strictObject({
  text: z.string(),
  /** The first trade of the decision that it is about. */
  trade: z.strictObject({ broker: z.string().max(32), extId: z.string().max(256) }).nullable(),
  createdAt: UtcTime,
});
export type ArchivedMessage = z.infer<typeof ArchivedMessage>;

/** A bar of the person's own files, symbol by symbol in order of time. */
export const ArchivedCandle = z.strictObject({
  symbol: z.string().min(1).max(64),
  granularityMs: z.number().int().positive(),
  ts: UtcTime,
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  volume: z.number(),
});
export type ArchivedCandle = z.infer<typeof ArchivedCandle>;

export const ExportStatus = z.enum(['queued', 'running', 'done', 'failed']);
export type ExportStatus = z.infer<typeof ExportStatus>;

export const ExportAccepted = z.object({ exportId: Id });
export type ExportAccepted = z.infer<typeof ExportAccepted>;

export const ExportDto = z.object({
  id: Id,
  status: ExportStatus,
  bytes: z.number().int().nullable(),
  /** Lines written so far; `total` is null until it runs. */
  lines: z.object({ done: z.number().int(), total: z.number().int().nullable() }),
  /** Path of the zip for the next hour, for the person alone; null until it is done. Ask again for a new one. */
  download: z.string().nullable(),
  /** When the zip is removed; null until it is done. */
  expiresAt: UtcTime.nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  createdAt: UtcTime,
  finishedAt: UtcTime.nullable(),
});
export type ExportDto = z.infer<typeof ExportDto>;
