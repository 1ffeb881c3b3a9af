import type { Facts } from '../coach/fact.ts';

/** What a revision says otherwise than the one before. */
export interface Change {
  what: string;
  /** null: it was not there. */
  before: string | null;
  after: string | null;
}

/** Facts whose change a person would want to see, in the order of the digest. */
const NAMES: Record<string, string> = {
  decisions: 'Decisions',
  result0: 'Net result',
  closed0: 'Closed positions',
  fees0: 'Fees',
  result1: 'Net result, second asset',
  closed1: 'Closed positions, second asset',
  fees1: 'Fees, second asset',
  untagged: 'Decisions without a tag',
  rule: 'Rule kept',
  tagged: 'Tagged decisions',
  example0_at: 'First example',
  example1_at: 'Second example',
};

export function differenceOf(before: Facts, after: Facts): Change[] {
  return Object.entries(NAMES).flatMap(([id, what]) => {
    const [old, now] = [before[id]?.text ?? null, after[id]?.text ?? null];
    return old === now ? [] : [{ what, before: old, after: now }];
  });
}
