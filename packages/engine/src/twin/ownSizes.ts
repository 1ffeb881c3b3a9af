/** The sizes of the last entries, and how much each is the person's own: 1 less the confidence that a pattern blew it up. */
export interface OwnSizes {
  /** Oldest first. */
  entries: { size: number; weight: number }[];
}

const SIZES = 30;

/** Below so many entries nothing is usual yet. */
export const USUAL_FROM = 5;

export function rememberSize({ entries }: OwnSizes, size: number, weight: number): void {
  entries.push({ size, weight });
  if (entries.length > SIZES) entries.shift();
}

/**
 * The median of the last sizes, each counting by its weight: sizes that a pattern blew up would be taken for the usual
 * ones where they are many. null below `minimum` entries, or where no size is the person's own.
 */
export function usualSize({ entries }: OwnSizes, minimum: number): number | null {
  if (entries.length < minimum) return null;
  const ascending = entries.toSorted((a, b) => a.size - b.size);
  const half = ascending.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let reached = 0;
  for (const [index, { size, weight }] of ascending.entries()) {
    reached += weight;
    if (half > 0 && reached === half) return (size + (ascending[index + 1]?.size ?? size)) / 2;
    if (reached > half) return size;
  }
  return null;
}
