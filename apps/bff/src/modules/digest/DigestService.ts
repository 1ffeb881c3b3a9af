import { createHash } from 'node:crypto';
import { nextDueAt, type Week, weekAround, weeksDue } from '@twin/engine/digest/week';
import type { DigestDto, DigestPage, DigestRequest } from '@twin/shared/dto/digest';
import type { PageQuery } from '@twin/shared/dto/wire';
import { AppError } from '@twin/shared/errors/AppError';
import type { EventPayload } from '@twin/shared/events/event';
import type { Clock } from '../../ports/clock.ts';
import type { Period, StoredDigest } from './DigestRepo.ts';
import type { StoredSchedule } from './DigestScheduleRepo.ts';
import { DigestWriter } from './DigestWriter.ts';
import { digestDto, readPayload } from './digestPayload.ts';
import type { DigestDatabase, DigestRepos, DigestScoreState } from './digestRepos.ts';

export interface DigestDeps {
  database: Pick<DigestDatabase, 'forUser'>;
  clock: Clock;
  /** How long after its hour a week was told. */
  observeLateness(seconds: number): void;
}

/** People's turns are spread over so long after Monday 07:00. */
const SPREAD_MS = 15 * 60_000;
/** A late fill changes these newest digests; older ones stay as they were told. */
const REVISED = 8;
/** A report takes seconds, on a very long history a minute. */
const REPORT_WAIT_MS = 10 * 60_000;
const WRITE_TIMEOUT_MS = 60_000;

export class DigestService {
  private readonly deps: DigestDeps;

  constructor(deps: DigestDeps) {
    this.deps = deps;
  }

  /**
   * Tells the weeks that are due, and revises told ones whose fills have changed. However often and wherever it runs,
   * a week has one digest and a revision one event. @returns how many digests are new or revised
   */
  async writeDue(userId: string): Promise<number> {
    const { told, lateMs } = await this.deps.database.forUser(
      userId,
      async (repos) => {
        const schedule = await repos.digestSchedules.lock(userId);
        const { timeZone } = await repos.settings.get(userId);
        const state = await repos.scoreStates.find(userId);
        const now = this.deps.clock.now().getTime();
        const plan = { now, zone: timeZone, delayMs: delayOf(userId) };
        // Not by the schedule: an account is looked at while it is still empty, and its trades are old when they come.
        const isFirst = (await repos.digests.latest(userId)) === null;
        const covered = schedule.coveredUntil?.getTime() ?? null;
        const weeks = weeksDue({ ...plan, coveredUntil: isFirst ? null : covered });
        const coveredUntil = weeks.at(-1)?.endTs ?? covered;
        const periods = isFirst
          ? await lastTraded(repos, userId, { before: coveredUntil, timeZone })
          : [...(await toldPeriods(repos, userId, { schedule, timeZone })), ...weeks.map(periodOf)];
        const isPast = isFirst && periods.some(({ end }) => end.getTime() !== coveredUntil);
        if (isPast && isReportAwaited(state, now)) return { told: [], lateMs: null };
        const told = await writeAll(repos, userId, periods, timeZone);
        await repos.digestSchedules.save(userId, {
          timeZone,
          coveredUntil: coveredUntil === null ? null : new Date(coveredUntil),
          nextAt: new Date(nextDueAt({ ...plan, coveredUntil })),
          checkedVersion: state?.scoredVersion ?? 0,
        });
        await tell(repos, userId, told);
        // A first schedule begins in the past, and a first digest comes between two of its hours: both tell no hour.
        const sinceHourMs = now - schedule.nextAt.getTime();
        const isOnSchedule = weeks.length > 0 && covered !== null && sinceHourMs >= 0;
        return { told, lateMs: isOnSchedule ? sinceHourMs : null };
      },
      { timeoutMs: WRITE_TIMEOUT_MS },
    );
    if (lateMs !== null) this.deps.observeLateness(lateMs / 1000);
    return told.length;
  }

  /**
   * The week that the person asks for, else the newest finished one with trades, written now.
   * @throws AppError DIGEST_UNFINISHED, DIGEST_EMPTY
   */
  async request(userId: string, { periodEnd }: DigestRequest): Promise<DigestDto> {
    return this.deps.database.forUser(userId, async (repos) => {
      await repos.digestSchedules.lock(userId);
      const { timeZone } = await repos.settings.get(userId);
      const now = this.deps.clock.now().getTime();
      const [wanted] =
        periodEnd === undefined
          ? await lastTraded(repos, userId, { before: weekAround(now, timeZone).startTs, timeZone })
          : [periodOf(weekAround(Date.parse(periodEnd) - 1, timeZone))];
      if (!wanted) throw nothingFinished();
      if (wanted.end.getTime() > now) throw new AppError('DIGEST_UNFINISHED');
      // After a move between zones a told week may have other bounds; it is never told again under new ones.
      const period = (await repos.digests.findOverlapping(userId, wanted)) ?? wanted;
      const written = await new DigestWriter(repos, userId).write(period, timeZone);
      if (!written) throw new AppError('DIGEST_EMPTY');
      await tell(repos, userId, written.isNew ? [written.digest] : []);
      return digestDto(written.digest);
    });
  }

  async list(userId: string, { cursor, limit }: PageQuery): Promise<DigestPage> {
    const page = await this.deps.database.forUser(userId, ({ digests }) =>
      digests.list(userId, cursor, limit),
    );
    return { items: page.items.map(digestDto), nextCursor: page.nextCursor };
  }

  async get(userId: string, id: string): Promise<DigestDto> {
    const stored = await this.deps.database.forUser(userId, ({ digests }) => digests.find(userId, id));
    if (!stored) throw new AppError('NOT_FOUND');
    return digestDto(stored);
  }
}

/** What a person is told first: the newest week with trades before the end of another, however long ago; or none. */
async function lastTraded(
  repos: DigestRepos,
  userId: string,
  { before, timeZone }: { before: number | null; timeZone: string },
): Promise<Period[]> {
  const last = before === null ? null : await repos.digestFacts.lastDecision(userId, new Date(before));
  return last === null ? [] : [periodOf(weekAround(last.getTime(), timeZone))];
}

/** Nobody chose a week, so the table's “choose another” is no way on. */
function nothingFinished(): AppError {
  const message = 'No week that is over has a trade yet';
  const fix = 'Import your trades, or come back on the Monday after a week with trades.';
  return new AppError('DIGEST_EMPTY', { fields: [{ path: 'periodEnd', message, fix }] });
}

/** A digest speaks of verdicts, which come seconds after the scores: a week long past can wait for them, a while. */
function isReportAwaited(state: DigestScoreState | null, now: number): boolean {
  if (state === null || state.scoredAt === null || state.reportVersion === state.scoredVersion) return false;
  return now - state.scoredAt.getTime() < REPORT_WAIT_MS;
}

/** Told weeks that a changed score may change, and the newest covered week, which had perhaps nothing to tell then. */
async function toldPeriods(
  repos: DigestRepos,
  userId: string,
  { schedule, timeZone }: { schedule: StoredSchedule; timeZone: string },
): Promise<Period[]> {
  const stored = await repos.digests.newest(userId, null, REVISED);
  // Days of another zone are cut elsewhere: those weeks stay as they were told.
  const sameZone = stored.filter(({ payload }) => readPayload(payload).input.zone === timeZone);
  const periods = sameZone.map(({ periodStart, periodEnd }) => ({ start: periodStart, end: periodEnd }));
  if (schedule.coveredUntil === null || schedule.timeZone !== timeZone) return periods;
  const covered = periodOf(weekAround(schedule.coveredUntil.getTime() - 1, timeZone));
  return (await repos.digests.findOverlapping(userId, covered)) ? periods : [...periods, covered];
}

/** @returns those that are new or revised */
async function writeAll(
  repos: DigestRepos,
  userId: string,
  periods: readonly Period[],
  timeZone: string,
): Promise<StoredDigest[]> {
  const writer = new DigestWriter(repos, userId);
  const oldestFirst = periods.toSorted((a, b) => a.end.getTime() - b.end.getTime());
  const told: StoredDigest[] = [];
  for (const period of oldestFirst) {
    const written = await writer.write(period, timeZone);
    if (written?.isNew) told.push(written.digest);
  }
  return told;
}

/** Last before the commit, as every event. */
async function tell(
  { outbox }: DigestRepos,
  userId: string,
  digests: readonly StoredDigest[],
): Promise<void> {
  for (const { id, periodEnd, revision } of digests) {
    const payload: EventPayload<'digest.ready'> = {
      digestId: id,
      periodEnd: periodEnd.toISOString(),
      revision,
    };
    await outbox.append(userId, 'digest.ready', payload);
  }
}

function periodOf({ startTs, endTs }: Week): Period {
  return { start: new Date(startTs), end: new Date(endTs) };
}

/** A person's own delay, always the same. */
function delayOf(userId: string): number {
  return createHash('sha256').update(userId).digest().readUInt32BE(0) % SPREAD_MS;
}
