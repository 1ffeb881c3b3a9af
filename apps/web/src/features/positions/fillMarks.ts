import type { TradeRow } from '@twin/shared/dto/trade';

/** The fills of one side that fell into one bar. */
export interface FillMark {
  /** Place of the bar. */
  bar: number;
  side: TradeRow['side'];
  count: number;
}

/** One mark per bar and side, from the left: marks above one another would leave the drawing. */
export function fillMarks(
  fills: readonly Pick<TradeRow, 'ts' | 'side'>[],
  begins: readonly number[],
): FillMark[] {
  const marks = new Map<string, FillMark>();
  for (const { ts, side } of fills) {
    const at = Date.parse(ts);
    const bar = begins.findLastIndex((begin) => begin <= at);
    if (bar < 0) continue;
    const key = `${bar} ${side}`;
    marks.set(key, { bar, side, count: (marks.get(key)?.count ?? 0) + 1 });
  }
  return [...marks.values()].toSorted((a, b) => a.bar - b.bar);
}

/** Of sorted marks those that tell their count: several fills, and no mark of the same side nearer than `room` bars. */
export function countedMarks(marks: readonly FillMark[], room: number): ReadonlySet<FillMark> {
  const counted = (['buy', 'sell'] as const).flatMap((side) => {
    const own = marks.filter((mark) => mark.side === side);
    return own.filter(({ bar, count }, place) => {
      const before = bar - (own[place - 1]?.bar ?? Number.NEGATIVE_INFINITY);
      const after = (own[place + 1]?.bar ?? Number.POSITIVE_INFINITY) - bar;
      return count > 1 && Math.min(before, after) >= room;
    });
  });
  return new Set(counted);
}
