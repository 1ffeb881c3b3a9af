import type { EpisodeDto, EpisodeFill } from '@twin/shared/dto/decision';
import { absolute, decimal, formatDecimal, ZERO } from '@twin/shared/primitives/decimal';
import { formatExact } from '../../ui/format/number.ts';

/** The position in words as the fills known before `until` left it; flat before the first one and once it is closed. */
export function positionThen(
  { closedAt }: Pick<EpisodeDto, 'closedAt'>,
  known: readonly Pick<EpisodeFill, 'positionAfter'>[],
  until: number,
): string {
  const last = known.at(-1);
  const isOver = closedAt !== null && Date.parse(closedAt) < until;
  if (isOver || last === undefined) return 'flat';
  if (last.positionAfter === null) return 'not known from its fills alone';
  const position = decimal(last.positionAfter);
  if (position === ZERO) return 'flat';
  return `${position > ZERO ? 'long' : 'short'} ${formatExact(formatDecimal(absolute(position)))}`;
}
