'use client';
import { useUrlState } from '../../stores/urlState.ts';
import { FilterChip } from '../../ui/FilterChip.tsx';
import { formatPercent } from '../../ui/format/number.ts';
import { isLabel, namePattern } from '../../ui/patterns.ts';
import { useRuleNames } from '../rules/useRuleNames.ts';
import { POSITION_FILTERS, type PositionFilterName } from './positionAddress.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const WORDS: Readonly<Record<Exclude<PositionFilterName, 'rule'>, (value: string) => string>> = {
  symbol: (value) => value,
  account: (value) => `account ${value}`,
  asset: (value) => `in ${value}`,
  side: (value) => (value === 'long' ? 'long' : 'short'),
  label: (value) => (isLabel(value) ? namePattern(value) : value),
  outcome: (value) => (value === 'win' ? 'winners' : 'losers'),
  weekday: (value) => `opened on a ${WEEKDAYS[Number(value) - 1] ?? value}`,
  hour: (value) => `opened from ${value.padStart(2, '0')}:00 to ${value.padStart(2, '0')}:59`,
  returnFrom: (value) => `return of ${formatPercent(Number(value), 1)} or more`,
  returnTo: (value) => `return below ${formatPercent(Number(value), 1)}`,
  since: (value) => `opened since ${value.slice(0, 10)}`,
  until: (value) => `opened before ${value.slice(0, 10)}`,
};

/** What the list is narrowed down to, each part with a way to take it out. */
export function PositionFilterBar() {
  const url = useUrlState();
  const ruleName = useRuleNames(url.get('rule') !== undefined);
  const given = POSITION_FILTERS.flatMap((name) => {
    const value = url.get(name);
    return value === undefined
      ? []
      : [{ name, words: name === 'rule' ? `against “${ruleName(value)}”` : WORDS[name](value) }];
  });
  if (given.length === 0) return null;
  return (
    <ul aria-label="Filter" className="flex flex-wrap gap-2">
      {given.map(({ name, words }) => (
        <li key={name}>
          <FilterChip words={words} onRemove={() => url.change({ [name]: undefined })} />
        </li>
      ))}
    </ul>
  );
}
