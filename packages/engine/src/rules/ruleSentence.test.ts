import { expect, it } from 'vitest';
import type { Rule } from './rule.ts';
import { ruleSentence } from './ruleSentence.ts';

it.each<[Rule, string]>([
  [{ kind: 'max_trades_per_day', params: { trades: 1 } }, 'At most 1 entry a day'],
  [{ kind: 'max_trades_per_day', params: { trades: 3 } }, 'At most 3 entries a day'],
  [{ kind: 'cooldown_after_loss', params: { minutes: 30 } }, 'No entry for 30 minutes after a loss'],
  [
    { kind: 'max_position_notional', params: { asset: 'USD', notional: '5000' } },
    'No position above 5,000.00 USD',
  ],
  [
    { kind: 'no_entry_after_spike', params: { percent: 5, hours: 4 } },
    'No entry after a move of 5% within 4 h',
  ],
  [{ kind: 'no_averaging_down', params: { percent: 0 } }, 'No add below my average cost'],
  [{ kind: 'no_averaging_down', params: { percent: 5 } }, 'No add 5% or more below my average cost'],
  [{ kind: 'stop_required_by_mae', params: { percent: 8 } }, 'Out before a position is 8% under water'],
  [{ kind: 'trading_hours', params: { from: '08:00', to: '22:00' } }, 'Entries only from 08:00 to 22:00'],
])('the rule %j reads as a promise', (rule, sentence) => {
  expect(ruleSentence(rule)).toBe(sentence);
});
