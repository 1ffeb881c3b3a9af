import { decimal } from '@twin/shared/primitives/decimal';
import type { DecisionLabel } from '@twin/shared/primitives/label';
import { CALM_TEXT } from '../coach/distress.ts';
import {
  countFact,
  dateFact,
  directionFact,
  type Fact,
  type Facts,
  minuteFact,
  moneyFact,
  percentFact,
} from '../coach/fact.ts';
import { LABEL_WORDS } from '../coach/labelWords.ts';
import { WORDINGS } from '../coach/wording.ts';
import { wilson } from '../stats/wilson.ts';
import type { DigestInput, ReportedPattern, WeekExample } from './digestInput.ts';
import { PLAN_WITHOUT_PATTERN, PLANS } from './plans.ts';

export type PartKind = 'calm' | 'facts' | 'well' | 'pattern' | 'example' | 'question' | 'plan' | 'limits';

/** A paragraph before its facts are put in. */
export interface TemplatePart {
  kind: PartKind;
  template: string;
  facts: Facts;
}

/** Said before anything else when a week was hard; no amount stands in it. */
export function calmPart(): TemplatePart {
  return { kind: 'calm', template: CALM_TEXT, facts: {} };
}

/** Decisions, net result and fees. Amounts of different assets are not added up. */
export function factsPart({ week, zone, context }: DigestInput): TemplatePart {
  const facts: Facts = {
    from: dateFact(week.startTs, zone),
    to: dateFact(week.endTs - 1, zone),
    decisions: countFact(week.decisions, 'decision', 'decisions'),
  };
  const opening = 'From {from} to {to} you took {decisions}';
  // Whoever has a hard week reads the amounts on the dashboard, when they want to.
  if (context.isDistressed) return { kind: 'facts', template: `${opening}.`, facts };
  const lines = week.results.slice(0, 2).map(({ asset, realisedPnl, fees, closed }, index) => {
    facts[`result${index}`] = moneyFact(decimal(realisedPnl), asset);
    facts[`fees${index}`] = moneyFact(decimal(fees), asset);
    facts[`closed${index}`] = countFact(closed, 'closed position', 'closed positions');
    return `{result${index}} net over {closed${index}}, {fees${index}} of fees`;
  });
  const others = week.results.length - lines.length;
  if (others > 0) facts['others'] = countFact(others, 'other asset', 'other assets');
  const rest = others > 0 ? ' Results in {others} are on the dashboard.' : '';
  const results = lines.length === 0 ? ' Nothing was closed' : ` ${lines.join('; ')}`;
  return { kind: 'facts', template: `${opening}.${results}.${rest}`, facts };
}

/** A rule that was kept, else the decisions without a tag: praise only for what the record shows. */
export function wellPart({ week, context }: DigestInput): TemplatePart {
  const kept = context.rules.find(({ breaches }) => breaches === 0);
  if (kept) {
    const rule: Fact = { kind: 'rule', value: kept.text, text: kept.text };
    return {
      kind: 'well',
      template: 'What went well: your rule “{rule}” was kept all week.',
      facts: { rule },
    };
  }
  if (week.untagged === 0) {
    return {
      kind: 'well',
      template: 'What went well: every decision of the week is on record, so it can be looked at.',
      facts: {},
    };
  }
  return {
    kind: 'well',
    template: 'What went well: {untagged} without a tag of any pattern.',
    facts: { untagged: countFact(week.untagged, 'decision', 'decisions') },
  };
}

/** The pattern with its count, interval and cost range; in short when nothing has changed since the week before. */
export function patternPart({ week, context }: DigestInput, label: DecisionLabel): TemplatePart {
  const count = week.tagged[label] ?? 0;
  const share = wilson(count, week.decisions);
  const facts: Facts = { tagged: countFact(count, 'tagged decision', 'tagged decisions') };
  const name = `“${LABEL_WORDS[label].name}”`;
  if (context.before?.label === label && context.before.count === count)
    return {
      kind: 'pattern',
      template: `The pattern ${name} again: {tagged}, as in the digest before.`,
      facts,
    };
  if (share) {
    facts['share'] = percentFact(count / week.decisions);
    facts['low'] = percentFact(share.low);
    facts['high'] = percentFact(share.high);
  }
  const interval = share ? ', {share} of the week (interval {low} to {high})' : '';
  const report = context.reports.find((candidate) => candidate.label === label);
  const cost = context.isDistressed ? '' : costSentence(report, facts);
  return { kind: 'pattern', template: `The pattern ${name}: {tagged}${interval}.${cost}`, facts };
}

function costSentence(report: ReportedPattern | undefined, facts: Facts): string {
  const cost = report?.cost;
  if (!cost) return ' What it cost is not known yet.';
  facts['cost'] = moneyFact(decimal(cost.value), cost.asset);
  if (cost.ciLow === null || cost.ciHigh === null) return ' Effect on your whole history: {cost}.';
  facts['costLow'] = moneyFact(decimal(cost.ciLow), cost.asset);
  facts['costHigh'] = moneyFact(decimal(cost.ciHigh), cost.asset);
  const isOpen = cost.ciLow.startsWith('-') !== cost.ciHigh.startsWith('-');
  return ` Cost over your whole history: {cost} ({costLow} to {costHigh})${isOpen ? ', which may be nothing' : ''}.`;
}

/** A decision with its time and what was seen; a gain on it may have been luck, and is called so. */
export function examplePart(example: WeekExample, index: number, zone: string): TemplatePart {
  const { seen, facts: seenFacts } = WORDINGS[example.label](example);
  const own = (id: string): string => `example${index}_${id}`;
  const facts: Facts = {
    [own('at')]: minuteFact(example.ts, zone),
    [own('side')]: directionFact(example.side === 'buy' ? 'bought' : 'sold'),
    [own('symbol')]: { kind: 'symbol', value: example.symbol, text: example.symbol },
  };
  for (const [id, fact] of Object.entries(seenFacts)) facts[own(id)] = fact;
  const clause = seen.replace(/\{(\w+)\}/g, (_, id: string) => `{${own(id)}}`);
  if (example.outcome === 'gain') facts[own('outcome')] = directionFact('gain');
  const luck = example.outcome === 'gain' ? ` It closed with a {${own('outcome')}}, which may be luck.` : '';
  return { kind: 'example', template: `{${own('at')}}: you ${clause}.${luck}`, facts };
}

export function questionPart({ week }: DigestInput, label: DecisionLabel | null): TemplatePart {
  const example = week.examples.find((candidate) => candidate.label === label);
  const template = example
    ? WORDINGS[example.label](example).question
    : 'Which rule did your entries follow?';
  return { kind: 'question', template, facts: {} };
}

export function planPart(label: DecisionLabel | null): { part: TemplatePart; ruleKind: string | null } {
  const { text, facts, ruleKind } = label === null ? PLAN_WITHOUT_PATTERN : PLANS[label];
  return { part: { kind: 'plan', template: `A plan to accept or edit: “${text}”`, facts }, ruleKind };
}

/** How much it rests on; the verdict is that of the whole history. */
export function limitsPart({ week, context }: DigestInput, label: DecisionLabel | null): TemplatePart {
  const facts: Facts = { basis: countFact(week.decisions, 'decision', 'decisions') };
  const verdict = context.reports.find((report) => report.label === label)?.verdict ?? 'not_enough_data';
  const standing = label === null ? '' : `; ${VERDICT_WORDS[verdict]}`;
  return {
    kind: 'limits',
    template: `Based on {basis}${standing}. For reflection, not financial advice.`,
    facts,
  };
}

const VERDICT_WORDS: Record<ReportedPattern['verdict'], string> = {
  supported: 'your whole history supports the pattern',
  not_supported: 'your whole history does not support the pattern so far',
  not_enough_data: 'an early signal',
};
