/** What a person's last days look like; amounts as shares, so that no currency matters. */
export interface Strain {
  /** Net result of the last seven days ÷ the largest exposure there was before; negative is a loss. */
  weekShare: number | null;
  /** Entries on the busiest of the last seven days, and on the busiest day before them. */
  busiestDay: number;
  busiestDayBefore: number;
  /** Entries between 00:00 and 05:00 of the person's clock in the last seven days. */
  nightEntries: number;
}

const LOSS_SHARE = 0.5;
const BUSY_FACTOR = 3;
/** A person without a history has no own maximum yet. */
const BUSY_FLOOR = 10;

/** Signs at which the tone changes: more than half of the equity scale lost, or three times the busiest day, at night. */
export function isDistressed({ weekShare, busiestDay, busiestDayBefore, nightEntries }: Strain): boolean {
  if (weekShare !== null && weekShare < -LOSS_SHARE) return true;
  const isBusy = busiestDay >= BUSY_FLOOR && busiestDay >= BUSY_FACTOR * busiestDayBefore;
  return busiestDayBefore > 0 && isBusy && nightEntries > 0;
}

/** Where lines of help are listed by country. */
export const HELP_ADDRESS = 'https://findahelpline.com';

/** Calm, without amounts and without a judgement (science.md §7.3). */
export const CALM_TEXT =
  'These days look hard. Nothing here needs an answer today, and a pause is always possible. ' +
  `If it weighs on you, free and confidential lines are listed by country at ${HELP_ADDRESS}.`;
