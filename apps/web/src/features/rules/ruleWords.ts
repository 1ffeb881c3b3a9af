import type { Label } from '@twin/shared/primitives/label';
import { RULE_KINDS, type RuleKind } from '@twin/shared/primitives/ruleKind';

export interface RuleField {
  name: string;
  label: string;
  type: 'number' | 'text' | 'time';
}

interface KindWords {
  name: string;
  /** What it asks for, under the choice. */
  meaning: string;
  fields: readonly RuleField[];
  /** Where to begin; every number is meant to be changed. */
  start: Readonly<Record<string, string>>;
}

export const RULES: Readonly<Record<RuleKind, KindWords>> = {
  max_trades_per_day: {
    name: 'Entries a day',
    meaning: 'No more entries than this in one of your days.',
    fields: [{ name: 'trades', label: 'Entries at most', type: 'number' }],
    start: { trades: '3' },
  },
  cooldown_after_loss: {
    name: 'Pause after a loss',
    meaning: 'No entry for so long after a position was closed at a loss.',
    fields: [{ name: 'minutes', label: 'Minutes', type: 'number' }],
    start: { minutes: '240' },
  },
  max_position_notional: {
    name: 'Size of a position',
    meaning: 'No entry that takes a position beyond this size; its asset is that of your results.',
    fields: [
      { name: 'notional', label: 'At most', type: 'number' },
      { name: 'asset', label: 'In', type: 'text' },
    ],
    start: { notional: '1000', asset: 'USD' },
  },
  no_entry_after_spike: {
    name: 'No chasing',
    meaning: 'No entry after the price moved so far in its direction. It needs candles.',
    fields: [
      { name: 'percent', label: 'Percent', type: 'number' },
      { name: 'hours', label: 'Within hours', type: 'number' },
    ],
    start: { percent: '5', hours: '6' },
  },
  no_averaging_down: {
    name: 'No averaging down',
    meaning: 'No add to a position that stands this far below its own average cost.',
    fields: [{ name: 'percent', label: 'Percent below', type: 'number' }],
    start: { percent: '0' },
  },
  stop_required_by_mae: {
    name: 'A stop for every position',
    meaning: 'A position is closed before it stands further below its average cost than this.',
    fields: [{ name: 'percent', label: 'Percent below', type: 'number' }],
    start: { percent: '8' },
  },
  trading_hours: {
    name: 'Hours of the day',
    meaning: 'Entries only between these times of your day; the hours may span midnight.',
    fields: [
      { name: 'from', label: 'From', type: 'time' },
      { name: 'to', label: 'To', type: 'time' },
    ],
    start: { from: '08:00', to: '22:00' },
  },
};

/** Where a rule from a pattern begins; patterns of exits and of the whole account have none. */
const FROM_PATTERN: Readonly<Partial<Record<Label, RuleKind>>> = {
  fomo_chase: 'no_entry_after_spike',
  revenge_trade: 'cooldown_after_loss',
  overtrading: 'max_trades_per_day',
  averaging_down: 'no_averaging_down',
  size_drift: 'max_position_notional',
  disposition_effect: 'stop_required_by_mae',
};

export function kindFromPattern(label: string | undefined): RuleKind | undefined {
  return FROM_PATTERN[label as Label];
}

export function isRuleKind(text: string): text is RuleKind {
  return (RULE_KINDS as readonly string[]).includes(text);
}
