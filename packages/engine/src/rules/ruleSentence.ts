import { decimal } from '@twin/shared/primitives/decimal';
import { moneyFact } from '../coach/fact.ts';
import type { Rule } from './rule.ts';

/** The rule as a sentence, in the first person: a promise to oneself. */
export function ruleSentence({ kind, params }: Rule): string {
  switch (kind) {
    case 'max_trades_per_day':
      return `At most ${params.trades} ${params.trades === 1 ? 'entry' : 'entries'} a day`;
    case 'cooldown_after_loss':
      return `No entry for ${params.minutes} minutes after a loss`;
    case 'max_position_notional':
      return `No position above ${moneyFact(decimal(params.notional), params.asset).text}`;
    case 'no_entry_after_spike':
      return `No entry after a move of ${params.percent}% within ${params.hours} h`;
    case 'no_averaging_down':
      return params.percent === 0
        ? 'No add below my average cost'
        : `No add ${params.percent}% or more below my average cost`;
    case 'stop_required_by_mae':
      return `Out before a position is ${params.percent}% under water`;
    case 'trading_hours':
      return `Entries only from ${params.from} to ${params.to}`;
  }
}
