import { LABEL_WORDS } from '@twin/engine/coach/labelWords';
import type { Verdict } from '@twin/shared/dto/bias';
import { LABELS, type Label } from '@twin/shared/primitives/label';

/** The coach's own words for a pattern, as a heading. */
export function namePattern(label: Label): string {
  return capitalise(LABEL_WORDS[label].name);
}

/** What the pattern is, as a sentence. */
export function explainPattern(label: Label): string {
  return `${capitalise(LABEL_WORDS[label].meaning)}.`;
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function isLabel(text: string | undefined): text is Label {
  return LABELS.some((label) => label === text);
}

/** Three states, told apart by shape and words. */
export const VERDICTS: Readonly<Record<Verdict, { mark: string; name: string }>> = {
  supported: { mark: '●', name: 'Supported' },
  not_supported: { mark: '○', name: 'Not supported' },
  not_enough_data: { mark: '◌', name: 'Not enough data' },
};
