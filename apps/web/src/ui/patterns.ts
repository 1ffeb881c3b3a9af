import { LABEL_WORDS } from '@twin/engine/coach/labelWords';
import type { Verdict } from '@twin/shared/dto/bias';
import { LABELS, type Label } from '@twin/shared/primitives/label';

/** The coach's own words for a pattern, as a heading. */
export function namePattern(label: Label): string {
  const { name } = LABEL_WORDS[label];
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export function explainPattern(label: Label): string {
  return LABEL_WORDS[label].meaning;
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
