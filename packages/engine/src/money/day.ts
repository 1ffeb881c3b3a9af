/** A calendar day in some zone. */
export interface Day {
  /** YYYY-MM-DD, the local date. */
  date: string;
  /** First millisecond of the day and of the next one: 23 to 25 hours where clocks change. */
  startTs: number;
  endTs: number;
}

/** The day that a moment falls in; the caller's function knows the zone. */
export type DayOf = (ts: number) => Day;

const DAY_MS = 86_400_000;

/** Days of UTC: what tags and statistics use. */
export const utcDay: DayOf = (ts) => {
  const startTs = Math.floor(ts / DAY_MS) * DAY_MS;
  return { date: new Date(startTs).toISOString().slice(0, 10), startTs, endTs: startTs + DAY_MS };
};
