import type { Decision } from '../ledger/decision.ts';
import type { Fill } from '../ledger/fill.ts';
import { type Ledger, type LedgerStep, openDecision } from '../ledger/ledger.ts';
import { JOIN_GAP_MS } from '../ledger/openDecision.ts';

/**
 * An order may fill in pieces over hours, and every later decision waits for it, since decisions are scored in
 * the order of their first fills. After a day without a fill it is scored as it stands.
 */
const ORDER_PATIENCE_MS = 86_400_000;

/** A decision that is not scored yet. */
export interface QueuedDecision {
  book: string;
  /** Complete; null while fills may join. */
  complete: Decision | null;
}

/** By decision id, in the order of their first fills. */
export type DecisionQueue = Map<string, QueuedDecision>;

/** Puts the fill's decision in line, and completes the one before it in the same book. */
export function enqueueStep(queue: DecisionQueue, step: LedgerStep): void {
  const waiting = step.finished ? queue.get(step.finished.id) : undefined;
  if (waiting) waiting.complete = step.finished;
  if (step.opened) queue.set(step.decisionId, { book: step.book, complete: null });
}

/**
 * Takes the decisions off that no fill from now on can change, in order. It depends on the fills alone, so a
 * replay takes the same ones at the same point as the live run did.
 */
export function takeComplete(queue: DecisionQueue, ledger: Ledger, next: Fill): Decision[] {
  const taken: Decision[] = [];
  for (const [id, entry] of queue) {
    if (!isComplete(entry, ledger, next)) break;
    const decision = decisionOf(entry, ledger);
    if (decision) taken.push(decision);
    queue.delete(id);
  }
  return taken;
}

/** The decision with the fills so far. */
export function decisionOf(entry: QueuedDecision, ledger: Ledger): Decision | null {
  return entry.complete ?? openDecision(ledger, entry.book);
}

function isComplete(entry: QueuedDecision, ledger: Ledger, next: Fill): boolean {
  const open = ledger.books.get(entry.book)?.decision;
  if (entry.complete || !open) return true;
  return next.ts - open.endTs > (open.orderId === null ? JOIN_GAP_MS : ORDER_PATIENCE_MS);
}
