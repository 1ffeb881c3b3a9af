import { costOf, fitLine, type Line } from './fit.ts';
import { type Sample, type Spent, STEPS, type Step } from './measure.ts';
import type { QueueCost } from './queueCost.ts';

/** What is assumed of the people; none of it is measured. */
export const ASSUMED = {
  people: 100_000,
  /** Of a person's whole history, on average. */
  fills: 2_000,
  /** Share of the people who trade on a day, and how often their fills come in on it. */
  activeShare: 0.2,
  additionsADay: 3,
  /** Everyone's history comes in within so many days. */
  onboardingDays: 30,
  /** The busiest hour against the average one. */
  peak: 3,
  /** How far a core may be filled at the peak, so that nobody waits in line for long. */
  busy: 0.6,
  /** Import, score and report, the sync before them and the reflection after. */
  jobsPerAddition: 5,
} as const;

const DAY_S = 86_400;

/** The lines of one kind of work, by step. */
export type Lines = Record<Step, { node: Line; postgres: Line }>;

export interface Fitted {
  history: Lines;
  addition: Lines;
  bytes: Line;
}

export function fitAll(samples: readonly Sample[]): Fitted {
  const line = (costIn: (sample: Sample) => number): Line =>
    fitLine(samples.map((sample) => ({ fills: sample.fills, cost: costIn(sample) })));
  const lines = (of: (sample: Sample) => Record<Step, Spent>): Lines => {
    const [first, second, third] = STEPS.map((step) => ({
      node: line((sample) => of(sample)[step].node),
      postgres: line((sample) => of(sample)[step].postgres),
    }));
    return { import: first, score: second, report: third } as Lines;
  };
  return {
    history: lines(({ history }) => history),
    addition: lines(({ addition }) => addition),
    bytes: line(({ bytes }) => bytes),
  };
}

export interface Projection {
  trades: number;
  bytes: number;
  /** Cores at the busiest hour, filled as far as assumed. */
  cores: Record<'everyday' | 'onboarding', Spent>;
  jobsPerSecond: number;
  /** Of what one worker did in the measurement. */
  queueShare: number;
}

export function project({ history, addition, bytes }: Fitted, queue: QueueCost): Projection {
  const { people, fills, activeShare, additionsADay, onboardingDays, peak, busy, jobsPerAddition } = ASSUMED;
  const additions = people * activeShare * additionsADay;
  const jobs = (works: number, store: keyof Spent) => works * jobsPerAddition * queue[store];
  const cores = (works: number, lines: Lines, store: keyof Spent) => {
    const each = STEPS.reduce((sum, step) => sum + costOf(lines[step][store], fills), 0);
    return ((works * each + jobs(works, store)) / DAY_S) * (peak / busy);
  };
  const both = (works: number, lines: Lines): Spent => ({
    node: cores(works, lines, 'node'),
    postgres: cores(works, lines, 'postgres'),
  });
  const jobsPerSecond = ((additions * jobsPerAddition) / DAY_S) * peak;
  return {
    trades: people * fills,
    bytes: people * costOf(bytes, fills),
    cores: { everyday: both(additions, addition), onboarding: both(people / onboardingDays, history) },
    jobsPerSecond,
    queueShare: jobsPerSecond / queue.perSecond,
  };
}
