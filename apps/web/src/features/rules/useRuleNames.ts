'use client';
import { useQuery } from '@tanstack/react-query';
import { ruleSentence } from '@twin/engine/rules/ruleSentence';
import { keys } from '../../lib/api/keys.ts';
import { fetchRules } from '../../lib/api/rules.ts';

/** Names a rule by its id, as the sentence that it is; asked for only where one is to be named. */
export function useRuleNames(isWanted: boolean): (id: string) => string {
  const { data } = useQuery({ queryKey: keys.rules, queryFn: fetchRules, enabled: isWanted });
  return (id) => {
    const rule = data?.find((one) => one.id === id);
    return rule ? ruleSentence(rule) : 'A rule of yours';
  };
}
