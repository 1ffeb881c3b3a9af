import type { DecisionLabel } from '@twin/shared/primitives/label';
import { directionFact, type Facts } from '../coach/fact.ts';

/** An if-then plan in the person's own voice, to accept or edit, and the kind of rule that it could become. */
export interface IfThenPlan {
  text: string;
  facts: Facts;
  ruleKind: string | null;
}

/** Implementation intentions: a situation that can be noticed, and a step that is not a trade (science.md §7.1). */
export const PLANS: Record<DecisionLabel, IfThenPlan> = {
  revenge_trade: {
    text: 'If I close a {planLoss}, then I note the reason for the next entry before I open it.',
    facts: { planLoss: directionFact('loss') },
    ruleKind: 'cooldown_after_loss',
  },
  averaging_down: {
    text: 'If I want to add to a position against the move, then I first write what would prove it wrong.',
    facts: {},
    ruleKind: 'no_averaging_down',
  },
  early_exit: {
    text: 'If I want to close before my target, then I first reread the plan of the entry.',
    facts: {},
    ruleKind: null,
  },
  fomo_chase: {
    text: 'If a move has already run, then I wait for the next closed candle before I decide.',
    facts: {},
    ruleKind: 'no_entry_after_spike',
  },
  panic_sell: {
    text: 'If the price moves sharply against me, then I read my planned exit before I act.',
    facts: {},
    ruleKind: 'stop_required_by_mae',
  },
  overtrading: {
    text: 'If I reach my usual number of entries, then I review them before the next.',
    facts: {},
    ruleKind: 'max_trades_per_day',
  },
  size_drift: {
    text: 'If I change the size of a position, then I write the reason next to it first.',
    facts: {},
    ruleKind: 'max_position_notional',
  },
  break_even: {
    text: 'If the price comes back to my entry, then I ask whether the plan or the entry price decides.',
    facts: {},
    ruleKind: null,
  },
  disposition_effect: {
    text: 'If I close a position with a {planGain}, then I look at my oldest open position by the same measure.',
    facts: { planGain: directionFact('gain') },
    ruleKind: null,
  },
};

export const PLAN_WITHOUT_PATTERN: IfThenPlan = {
  text: 'If I open a position, then I note what would end it.',
  facts: {},
  ruleKind: null,
};
