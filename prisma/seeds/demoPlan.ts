import type { DecisionLabel } from '@twin/shared/primitives/label';

/** One order of the demo person. */
export interface Act {
  /** Day of August 2025 and time, UTC: `06 15:30`. */
  when: string;
  symbol: string;
  /** Dollars to spend; null sells all that is held. */
  dollars: number | null;
  /** The pattern that the decision was written to show. */
  shows?: DecisionLabel;
}

const BTC = 'BTC-USD';
const ETH = 'ETH-USD';
const SOL = 'SOL-USD';
const LINK = 'LINK-USD';
const SYMBOLS = [BTC, ETH, SOL, LINK];

/** Bought at the end of a spike. */
const CHASES: Act[] = [
  { when: '02 06:20', symbol: ETH, dollars: 1020, shows: 'fomo_chase' },
  { when: '02 08:10', symbol: ETH, dollars: null },
  { when: '02 13:30', symbol: ETH, dollars: 1060, shows: 'fomo_chase' },
  { when: '02 15:20', symbol: ETH, dollars: null },
  { when: '02 16:40', symbol: ETH, dollars: 980, shows: 'fomo_chase' },
  { when: '02 18:30', symbol: ETH, dollars: null },
  { when: '04 17:20', symbol: SOL, dollars: 1600, shows: 'fomo_chase' },
  { when: '05 19:40', symbol: SOL, dollars: null },
  { when: '06 15:30', symbol: BTC, dollars: 1700, shows: 'fomo_chase' },
  { when: '07 18:10', symbol: BTC, dollars: null },
  { when: '11 16:35', symbol: ETH, dollars: 1500, shows: 'fomo_chase' },
  { when: '12 15:05', symbol: ETH, dollars: null },
  { when: '25 15:25', symbol: SOL, dollars: 1800, shows: 'fomo_chase' },
  { when: '26 20:45', symbol: SOL, dollars: null },
];

/** Sold at the bottom of a dip, and back in minutes later with more. */
const PANICS: Act[] = [
  { when: '04 20:15', symbol: ETH, dollars: 1050 },
  { when: '05 13:30', symbol: ETH, dollars: null, shows: 'panic_sell' },
  { when: '05 13:52', symbol: ETH, dollars: 2600, shows: 'revenge_trade' },
  { when: '05 22:40', symbol: ETH, dollars: null },
  { when: '12 20:25', symbol: BTC, dollars: 980 },
  { when: '13 13:35', symbol: BTC, dollars: null, shows: 'panic_sell' },
  { when: '13 13:49', symbol: BTC, dollars: 3600, shows: 'revenge_trade' },
  { when: '14 09:15', symbol: BTC, dollars: null },
  { when: '14 20:05', symbol: LINK, dollars: 1010 },
  { when: '15 12:40', symbol: LINK, dollars: null, shows: 'panic_sell' },
  { when: '15 13:08', symbol: LINK, dollars: 3400, shows: 'revenge_trade' },
  { when: '15 23:30', symbol: LINK, dollars: null },
  { when: '17 20:35', symbol: SOL, dollars: 1020 },
  { when: '18 14:30', symbol: SOL, dollars: null, shows: 'panic_sell' },
];

/** More and more into a slide. */
const SLIDES: Act[] = [
  { when: '09 22:10', symbol: SOL, dollars: 900 },
  { when: '10 14:20', symbol: SOL, dollars: 1400, shows: 'averaging_down' },
  { when: '11 00:45', symbol: SOL, dollars: 2200, shows: 'averaging_down' },
  { when: '11 12:30', symbol: SOL, dollars: 3000, shows: 'averaging_down' },
  { when: '13 17:15', symbol: SOL, dollars: null },
  { when: '16 22:40', symbol: ETH, dollars: 850 },
  { when: '17 09:30', symbol: ETH, dollars: 1250, shows: 'averaging_down' },
  { when: '17 20:10', symbol: ETH, dollars: 1800, shows: 'averaging_down' },
  { when: '18 07:20', symbol: ETH, dollars: 2500, shows: 'averaging_down' },
  { when: '19 16:45', symbol: ETH, dollars: null },
  { when: '21 22:20', symbol: LINK, dollars: 950 },
  { when: '22 16:40', symbol: LINK, dollars: 1800, shows: 'averaging_down' },
  { when: '23 03:10', symbol: LINK, dollars: 3000, shows: 'averaging_down' },
  { when: '24 21:05', symbol: LINK, dollars: null },
];

/** After a row of equal results, far more than usual. */
const DRIFTS: Act[] = [
  { when: '18 14:58', symbol: SOL, dollars: 7000, shows: 'size_drift' },
  { when: '19 11:20', symbol: SOL, dollars: null },
  { when: '30 10:15', symbol: LINK, dollars: 9000, shows: 'size_drift' },
  { when: '30 21:40', symbol: LINK, dollars: null },
];

/** Spans in which a symbol belongs to a story above: [symbol, first day, last day]. */
const STORIES: [string, number, number][] = [
  [SOL, 4, 5],
  [SOL, 9, 13],
  [SOL, 17, 19],
  [SOL, 25, 26],
  [ETH, 4, 5],
  [ETH, 11, 12],
  [ETH, 16, 19],
  [BTC, 6, 7],
  [BTC, 12, 14],
  [BTC, 28, 28],
  [LINK, 14, 15],
  [LINK, 21, 24],
  [LINK, 30, 30],
];

/** When the person trades: far enough apart that a gain taken is behind it by the next one. */
const APPOINTED_HOURS = [3, 10, 18];
/** Minute of the day after which the person does not come back. */
const EVENING_ENDS = 23 * 60;
const RESTLESS_DAY = 28;
const RESTLESS_TRIPS = 14;

/** Small trips through a single day; those beyond the usual number of entries are overtrading. */
function restlessDay(): Act[] {
  const acts: Act[] = [];
  let minute = 8 * 60;
  for (let trip = 0; trip < RESTLESS_TRIPS; trip += 1) {
    const bought = minute + 7 + varied(trip, 19);
    const sold = bought + 11 + varied(trip + 40, 23);
    const dollars = 520 + varied(trip + 80, 160);
    const shows = trip >= 8 ? { shows: 'overtrading' as const } : {};
    acts.push({ when: whenOf(RESTLESS_DAY, bought), symbol: BTC, dollars, ...shows });
    acts.push({ when: whenOf(RESTLESS_DAY, sold), symbol: BTC, dollars: null });
    minute = sold;
  }
  return acts;
}

/** How far a symbol moved between two moments, as a fraction. */
type MoveOf = (symbol: string, from: string, to: string) => number;

const SMALL_GAIN = 0.005;

/** Three ordinary day trades a day. */
function ordinaryDays(moveOf: MoveOf): Act[] {
  const acts: Act[] = [];
  for (let day = 2; day <= 30; day += 1) {
    for (let trip = 0; trip < 3; trip += 1) {
      const symbol = SYMBOLS[(day + trip) % SYMBOLS.length] ?? BTC;
      if (STORIES.some(([name, first, last]) => name === symbol && day >= first && day <= last)) continue;
      if (day === RESTLESS_DAY) continue;
      acts.push(...ordinaryTrip(day, trip, symbol, moveOf));
    }
  }
  return acts;
}

/**
 * The person takes each small gain within hours and sits on what fell; by the 14th that is a habit to be seen. After a
 * loss by day it is back within minutes with more, and does the same again.
 */
function ordinaryTrip(day: number, trip: number, symbol: string, moveOf: MoveOf): Act[] {
  const number = day * 3 + trip;
  const bought = (APPOINTED_HOURS[trip] ?? 0) * 60 + varied(number, 60);
  const soon = firstGain(day, symbol, bought, moveOf);
  const later = bought + 9 * 60 + varied(number + 300, 3 * 60);
  const dollars = 450 + varied(number + 400, 1500);
  const isBack = soon === undefined && later < EVENING_ENDS;
  return [
    { when: whenOf(day, bought), symbol, dollars },
    {
      when: whenOf(day, soon ?? later),
      symbol,
      dollars: null,
      ...(soon !== undefined && day >= 14 ? { shows: 'early_exit' as const } : {}),
    },
    ...(isBack ? backIn(day, trip, symbol, later, moveOf) : []),
  ];
}

function backIn(day: number, trip: number, symbol: string, sold: number, moveOf: MoveOf): Act[] {
  const number = day * 3 + trip;
  const bought = sold + 9 + varied(number + 500, 17);
  const soon = firstGain(day, symbol, bought, moveOf);
  // Before dawn the symbol of the second trip is wanted again.
  const sat = (trip === 0 ? 9 * 60 : 160) + varied(number + 600, 40);
  const left = soon ?? bought + sat;
  const dollars = 2300 + varied(number + 700, 500);
  return [
    { when: whenOf(day, bought), symbol, dollars, shows: 'revenge_trade' },
    { when: whenOf(day, left), symbol, dollars: null },
  ];
}

/** The minute at which a first small gain is seen in the hours after buying; undefined when there is none. */
function firstGain(day: number, symbol: string, bought: number, moveOf: MoveOf): number | undefined {
  const looks = Array.from({ length: 16 }, (_, look) => bought + 25 + 11 * look);
  return looks.find((minute) => moveOf(symbol, whenOf(day, bought), whenOf(day, minute)) > SMALL_GAIN);
}

/** A number below `limit` that looks irregular and is the same at every run. */
function varied(number: number, limit: number): number {
  return Math.floor((Math.imul(number + 1, 2_654_435_761) >>> 8) % limit);
}

function whenOf(day: number, minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(day + Math.floor(minute / 1440))} ${two(Math.floor((minute % 1440) / 60))}:${two(minute % 60)}`;
}

/** UTC milliseconds of `06 15:30`. */
export function momentOf(when: string): number {
  return Date.parse(`2025-08-${when.replace(' ', 'T')}:00Z`);
}

/** Everything that the person does in those 30 days, in order of time. */
export function demoActs(moveOf: MoveOf): Act[] {
  const acts = [...CHASES, ...PANICS, ...SLIDES, ...DRIFTS, ...restlessDay(), ...ordinaryDays(moveOf)];
  return acts.toSorted((a, b) => momentOf(a.when) - momentOf(b.when));
}
