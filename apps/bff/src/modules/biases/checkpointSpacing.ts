/** The nearest checkpoints may lie this close; each further step back doubles the distance. */
const NEAREST_MS = 3_600_000;

/**
 * Which checkpoints may go, so that few are kept and yet a late fill, however old, costs a fold of at most a few
 * times its own age: per doubling of the distance to the newest one the oldest and the newest stay.
 */
export function spareCheckpoints(newestFirst: readonly Date[]): Date[] {
  const [newest] = newestFirst;
  if (!newest) return [];
  const spare: Date[] = [];
  for (const group of groupsByDistance(newestFirst, newest.getTime())) spare.push(...group.slice(1, -1));
  return spare;
}

function groupsByDistance(times: readonly Date[], newest: number): Date[][] {
  const groups = new Map<number, Date[]>();
  for (const time of times) {
    const distance = newest - time.getTime();
    const doublings = distance === 0 ? -1 : Math.max(0, Math.ceil(Math.log2(distance / NEAREST_MS)));
    groups.set(doublings, [...(groups.get(doublings) ?? []), time]);
  }
  return [...groups.values()];
}
