import type { BiasModel } from '../biases/model.ts';
import type { ScorerState } from '../biases/state.ts';
import type { Tag } from '../biases/tag.ts';
import type { Decision, Episode } from '../ledger/decision.ts';
import type { LedgerSources } from '../ledger/ledger.ts';
import type { DayLine, EquityPoint } from '../ledger/series.ts';
import type { DayOf } from '../money/day.ts';
import type { Judgement } from './judgement.ts';

/** What stays the same during a fold; another answer of any part makes every checkpoint void. */
export interface FoldSettings {
  model: BiasModel;
  sources: LedgerSources;
  dayOf: DayOf;
  /** What the person said of earlier tags, oldest first; a later one never changes a decision before it. */
  judgements?: readonly Judgement[];
  /** The scorer's state after the whole history, when that is reviewed: how the person acts, known from the end. */
  habits?: ScorerState;
  /** Trading accounts that a program trades: booked like any other, and no pattern is looked for in them. */
  programs?: ReadonlySet<string>;
  /** Those that the person trades, as they said: odd hours and clockwork are then their own. */
  people?: ReadonlySet<string>;
}

export interface ScoredDecision {
  decision: Decision;
  /** Every tag worth storing. */
  tags: Tag[];
}

/** What became final with the fills of a page. */
export interface FoldOutput {
  /** Which decision each fill belongs to. */
  grouped: { fillId: string; decisionId: string }[];
  scored: ScoredDecision[];
  /** Fills that came to a decision after it was scored: they are its fills, and carry no tag of their own. */
  late: string[];
  /** By id; closed ones. */
  episodes: Map<string, Episode>;
  days: (DayLine & { account: string })[];
  equity: (EquityPoint & { account: string })[];
}

export function emptyOutput(): FoldOutput {
  return { grouped: [], scored: [], late: [], episodes: new Map(), days: [], equity: [] };
}
