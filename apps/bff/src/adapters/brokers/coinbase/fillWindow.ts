import { z } from 'zod';
import type { BrokerCursor } from '../../../ports/broker.ts';

/**
 * Where reading stands. A pass reads everything since `since` page by page; when it has ended, the newest entry that
 * it saw is where the next pass begins, with some overlap, since entries may show up a little late.
 */
const FillWindow = z.object({
  /** Newest sequence time of the last whole pass. */
  since: z.string().nullable(),
  /** The venue's cursor inside a pass. */
  page: z.string().nullable(),
  /** Newest sequence time seen in this pass. */
  newest: z.string().nullable(),
});
export type FillWindow = z.infer<typeof FillWindow>;

const OVERLAP_MS = 5 * 60_000;

export function readWindow(cursor: BrokerCursor | null): FillWindow {
  return cursor === null ? { since: null, page: null, newest: null } : FillWindow.parse(cursor);
}

/** The begin that a pass asks for. */
export function windowStart({ since }: FillWindow): string | null {
  return since === null ? null : new Date(Date.parse(since) - OVERLAP_MS).toISOString();
}

/** The window after a page whose entries have these sequence times. An empty cursor ends the pass. */
export function nextWindow(window: FillWindow, times: readonly string[], page: string): FillWindow {
  const newest = times.reduce<string | null>(later, window.newest);
  if (page !== '') return { since: window.since, page, newest };
  return { since: newest === null ? window.since : later(window.since, newest), page: null, newest: null };
}

function later(a: string | null, b: string): string {
  const isReadable = !Number.isNaN(Date.parse(b));
  if (a === null) return isReadable ? b : new Date(0).toISOString();
  return isReadable && Date.parse(b) > Date.parse(a) ? b : a;
}
