/** What a key does in the grid: move to a row, open the current one, close the panel, or nothing. */
export type GridAction = { kind: 'move'; index: number } | { kind: 'open' } | { kind: 'close' };

export interface GridPlace {
  /** −1 while no row is current. */
  index: number;
  count: number;
  /** Rows that fit the screen. */
  pageRows: number;
}

/** The meaning of a key at a place of the grid; null when the key is not the grid's. */
export function actionOf(key: string, place: GridPlace): GridAction | null {
  if (key === 'Escape') return { kind: 'close' };
  if (place.count === 0) return null;
  if (key === 'Enter') return place.index >= 0 ? { kind: 'open' } : null;
  const target = targetOf(key, place);
  if (target === null) return null;
  return { kind: 'move', index: Math.max(0, Math.min(place.count - 1, target)) };
}

function targetOf(key: string, { index, count, pageRows }: GridPlace): number | null {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return index + 1;
    case 'ArrowUp':
    case 'k':
      return index - 1;
    case 'PageDown':
      return Math.max(0, index) + pageRows;
    case 'PageUp':
      return index - pageRows;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
