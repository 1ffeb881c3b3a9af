/** How far a page key moves, in places. */
const PAGE = 10;

/** Where a key moves the cursor of a chart; null when the key is not the chart's. */
export function cursorOf(key: string, place: number, count: number): number | null {
  const target = targetOf(key, place, count);
  if (target === null || count === 0) return null;
  return Math.max(0, Math.min(count - 1, target));
}

function targetOf(key: string, place: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return place + 1;
    case 'ArrowLeft':
    case 'ArrowDown':
      return place - 1;
    case 'PageUp':
      return place + PAGE;
    case 'PageDown':
      return place - PAGE;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
