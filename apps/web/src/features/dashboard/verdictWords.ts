import type { BiasReport } from '@twin/shared/dto/bias';
import { formatCount, formatCounted } from '../../ui/format/number.ts';

type Label = BiasReport['label'];
type Measured = Pick<BiasReport, 'label' | 'verdict' | 'n' | 'needed' | 'effect' | 'qValue'>;

/** From so many observations on a verdict is given, if neither side of a comparison is too thin. */
const VERDICT_FROM = 60;
/** The largest chance of a false find that a supported pattern may have. */
const FALSE_FINDS = 0.1;

/** What is counted for each pattern: one of them, several of them. */
const UNITS: Readonly<Record<Label, readonly [one: string, many: string]>> = {
  fomo_chase: ['entry', 'entries'],
  panic_sell: ['exit', 'exits'],
  revenge_trade: ['exit', 'exits'],
  overtrading: ['day', 'days'],
  averaging_down: ['add or exit', 'adds and exits'],
  early_exit: ['closed position', 'closed positions'],
  size_drift: ['entry', 'entries'],
  break_even: ['exit', 'exits'],
  disposition_effect: ['exit', 'exits'],
  concentration: ['day', 'days'],
};

/** What a verdict rests on, with its unit: `115 entries`. */
export function basisOf({ label, n }: Pick<Measured, 'label' | 'n'>): string {
  return formatCounted(n, ...UNITS[label]);
}

/** Why the verdict is what it is, in one line. */
export function reasonOf(report: Measured): string {
  const { verdict, qValue } = report;
  if (verdict === 'not_enough_data') return missingWords(report);
  if (verdict === 'not_supported') return doubtWords(report);
  return `Very likely more than a trifle${qValue === null ? '' : ', and chance rarely gives as much'}.`;
}

function missingWords({ label, n, needed, effect }: Measured): string {
  const early = effect === null ? '' : ' So far an early signal, drawn towards no effect.';
  if (n < VERDICT_FROM) {
    const [one, many] = UNITS[label];
    const missing = needed === 1 ? `1 more ${one}` : `${formatCount(needed)} more ${many}`;
    return `A verdict needs ${missing}.${early}`;
  }
  return `One side of the comparison is too thin: ${formatCount(needed)} more needed there.${early}`;
}

function doubtWords({ effect, qValue }: Measured): string {
  const none = effect === null ? null : nothingOf(effect.name);
  if (effect && none !== null && effect.ciLow !== null) {
    if (effect.ciHigh !== null && effect.ciHigh < none) return 'The effect goes the other way.';
    if (effect.ciLow <= none) return 'The interval contains no effect: it may be nothing.';
  }
  if (qValue !== null && qValue > FALSE_FINDS) return 'Chance alone gives as much too often.';
  return 'The effect is too small or too unsure to count.';
}

/** What no effect is, as the name of the measure tells: 1 for a quotient, 0 for a difference, else unknown. */
export function nothingOf(name: string): number | null {
  if (/÷/.test(name)) return 1;
  return / [−-] |difference/.test(name) ? 0 : null;
}

const PLAIN_NAMES: Readonly<Record<string, string>> = {
  'Herfindahl index of open exposure': 'how far your exposure sits in one symbol (1 = all of it)',
  'PGR − PLR': 'share of gains closed less share of losses closed',
  'hazard of selling gains ÷ losses': 'how readily you close gains ÷ losses',
  'share of days beyond the own range − 1 %': 'share of unusually busy days, less the 1% of chance',
};

/** A measure in the words of a trader; its technical name stands under "How to read this". */
export function plainMeasure(name: string): string {
  return PLAIN_NAMES[name] ?? name;
}
