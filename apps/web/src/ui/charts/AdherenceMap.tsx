import { formatCount, formatCounted } from '../format/number.ts';

/** Checked and broken decisions of one local day. */
export interface AdherenceCell {
  date: string;
  checked: number;
  breached: number;
}

const DAY_MS = 86_400_000;
const CELL = 12;
const WEEKS = 53;
/** From kept on all decisions of a day to broken on all of them. */
const TONES = ['fill-accent-wash', 'fill-pattern/40', 'fill-pattern/70', 'fill-pattern'] as const;

/** A year of days as weeks from Monday down: the stronger the colour, the larger the share that broke the rule. */
export function AdherenceMap({ label, days }: { label: string; days: readonly AdherenceCell[] }) {
  const last = days.at(-1);
  if (!last) return <p className="text-xs text-muted">No decision so far that it concerns.</p>;
  const end = mondayOf(last.date) + 7 * DAY_MS;
  const shown = days.filter(({ date }) => Date.parse(date) >= end - WEEKS * 7 * DAY_MS);
  const first = mondayOf(shown[0]?.date ?? last.date);
  const weeks = Math.round((end - first) / (7 * DAY_MS));
  const checked = shown.reduce((sum, day) => sum + day.checked, 0);
  const breached = shown.reduce((sum, day) => sum + day.breached, 0);
  const kept = `in ${formatCount(checked - breached)} of ${formatCounted(checked, 'decision')}`;
  return (
    <figure className="flex flex-col gap-1">
      <div className="overflow-x-auto">
        <svg
          role="img"
          aria-label={`${label}: kept ${kept} on ${formatCounted(shown.length, 'day')}`}
          viewBox={`0 0 ${weeks * CELL} ${7 * CELL}`}
          width={weeks * CELL}
          height={7 * CELL}
        >
          {shown.map((day) => (
            <Cell key={day.date} day={day} first={first} />
          ))}
        </svg>
      </div>
      <figcaption className="text-xs text-muted">
        Kept {kept}, {shown[0]?.date} to {last.date}. The stronger the colour, the larger the share of the day
        that broke it.
      </figcaption>
    </figure>
  );
}

function Cell({ day: { date, checked, breached }, first }: { day: AdherenceCell; first: number }) {
  const place = Math.round((Date.parse(date) - first) / DAY_MS);
  const share = checked === 0 ? 0 : breached / checked;
  const tone = TONES[Math.ceil(share * (TONES.length - 1))] ?? TONES[0];
  return (
    <rect
      x={Math.floor(place / 7) * CELL}
      y={(place % 7) * CELL}
      width={CELL - 2}
      height={CELL - 2}
      rx={2}
      className={tone}
    >
      <title>{`${date}: ${breached === 0 ? 'kept' : `broken ${breached} of ${formatCounted(checked, 'time')}`}`}</title>
    </rect>
  );
}

function mondayOf(date: string): number {
  const day = Date.parse(date);
  return day - ((new Date(day).getUTCDay() + 6) % 7) * DAY_MS;
}
