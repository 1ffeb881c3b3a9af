import { formatDecimal, readDecimal } from '@twin/shared/primitives/decimal';
import { z } from 'zod';
import type { BrokerReversal } from '../../ports/broker.ts';

const Amount = z.string().transform((text, context) => {
  const reading = readDecimal(text);
  if (reading.ok) return reading.value;
  context.addIssue('no decimal');
  return z.NEVER;
});

/** How far a connection was read, stored with every page: where a sync that broke off goes on. */
const SyncState = z.object({
  /** In the adapter's own terms; null: from the beginning. */
  cursor: z.record(z.string(), z.unknown()).nullable().default(null),
  /** Pages stored so far: whoever finds another number has been overtaken. */
  pages: z.number().int().default(0),
  /** The import of the running sync, once it brought something. */
  importId: z.string().nullable().default(null),
  /** Rows that the person was told about: the overlap of two syncs brings them again. */
  told: z.array(z.string()).default([]),
  /** Venues list newest first, so a reversal comes before what it takes back. */
  reversals: z
    .array(
      z.object({ venueId: z.string(), symbol: z.string(), orderId: z.string(), qty: Amount, price: Amount }),
    )
    .default([]),
});
export type SyncState = z.infer<typeof SyncState>;

/** The state as JSON. */
export type StoredSyncState = Omit<SyncState, 'cursor' | 'reversals'> & {
  cursor: object | null;
  reversals: (Omit<BrokerReversal, 'qty' | 'price'> & { qty: string; price: string })[];
};

const TOLD_KEPT = 1_000;

export function readSyncState(stored: unknown): SyncState {
  return SyncState.parse(stored ?? {});
}

export function syncStateJson(state: SyncState): StoredSyncState {
  return {
    ...state,
    told: state.told.slice(-TOLD_KEPT),
    reversals: state.reversals.map((reversal) => ({
      ...reversal,
      qty: formatDecimal(reversal.qty),
      price: formatDecimal(reversal.price),
    })),
  };
}
