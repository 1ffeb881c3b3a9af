import { DECISION_LABELS, type DecisionLabel } from '@twin/shared/primitives/label';
import type { DigestInput, ReportedPattern } from './digestInput.ts';

/** Chance that there is an effect at all, where nothing was tested. */
const UNTESTED = 0.5;

/**
 * The week's pattern: the one whose effect is likeliest times what it costs (science.md §7.2); where no cost is known,
 * times how often it was there. null in a week without tags.
 */
export function chooseLabel({ week, context }: DigestInput): DecisionLabel | null {
  const present = DECISION_LABELS.filter((label) => (week.tagged[label] ?? 0) > 0);
  const reports = new Map(context.reports.map((report) => [report.label, report]));
  const isPriced = present.some((label) => reports.get(label)?.cost);
  const weights = present.map((label) => {
    const report = reports.get(label);
    const size = isPriced ? Math.abs(Number(report?.cost?.value ?? 0)) : (week.tagged[label] ?? 0);
    return { label, weight: likelihood(report) * size, count: week.tagged[label] ?? 0 };
  });
  const [first] = weights.toSorted(
    (a, b) => b.weight - a.weight || b.count - a.count || (a.label < b.label ? -1 : 1),
  );
  return first?.label ?? null;
}

function likelihood(report: ReportedPattern | undefined): number {
  const p = report?.qValue ?? report?.pValue ?? null;
  return p === null ? UNTESTED : 1 - p;
}
