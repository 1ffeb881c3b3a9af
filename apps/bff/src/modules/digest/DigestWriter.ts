import { isDistressed } from '@twin/engine/coach/distress';
import type { DigestContext, DigestInput, WeekFacts } from '@twin/engine/digest/digestInput';
import { daysIn } from '@twin/engine/money/zonedDay';
import { ENGINE_VERSION } from '@twin/engine/version';
import type { DatedPeriod } from './DigestFactsRepo.ts';
import type { Period, StoredDigest } from './DigestRepo.ts';
import { hashOf, payloadOf, readPayload } from './digestPayload.ts';
import type { DigestRepos } from './digestRepos.ts';

/** Writes the digest of one week in the caller's transaction, which holds the person's schedule. */
export class DigestWriter {
  private readonly repos: DigestRepos;
  private readonly userId: string;

  constructor(repos: DigestRepos, userId: string) {
    this.repos = repos;
    this.userId = userId;
  }

  /**
   * The digest of the week as the data says now: made, raised by a revision, or left as it is. Its event is still to
   * be appended when `isNew`. @returns null for a week without decisions that was never told
   */
  async write(period: Period, timeZone: string): Promise<{ digest: StoredDigest; isNew: boolean } | null> {
    const stored = await this.repos.digests.findPeriod(this.userId, period);
    const week = await this.week(dated(period, timeZone));
    if (!stored && week.decisions === 0) return null;
    // What was known then stays in a revision: only what happened in the week may change it.
    const context = stored ? readPayload(stored.payload).input.context : await this.context(period, timeZone);
    const input: DigestInput = { zone: timeZone, week, context };
    const state = await this.repos.scoreStates.find(this.userId);
    const payload = payloadOf(input, {
      engineVersion: ENGINE_VERSION,
      modelVersion: state?.modelVersion ?? '',
    });
    return this.repos.digests.upsertLatest(this.userId, period, payload, hashOf(input));
  }

  private async week(period: DatedPeriod): Promise<WeekFacts> {
    const { digestFacts, settings } = this.repos;
    const { displayAsset } = await settings.get(this.userId);
    return {
      startTs: period.start.getTime(),
      endTs: period.end.getTime(),
      ...(await digestFacts.countDecisions(this.userId, period)),
      results: await digestFacts.results(this.userId, period, displayAsset),
      tagged: await digestFacts.countTags(this.userId, period),
      examples: await digestFacts.examples(this.userId, period),
      rules: [],
    };
  }

  private async context({ start, end }: Period, timeZone: string): Promise<DigestContext> {
    const { digestFacts, digests, strains } = this.repos;
    const [before] = await digests.newest(this.userId, start, 1);
    const told = before ? readPayload(before.payload) : null;
    const label = told?.digest.label ?? null;
    return {
      reports: await digestFacts.reports(this.userId),
      before: told && label !== null ? { label, count: told.input.week.tagged[label] ?? 0 } : null,
      isDistressed: isDistressed(await strains.before(this.userId, end, timeZone)),
    };
  }
}

function dated({ start, end }: Period, timeZone: string): DatedPeriod {
  const dayOf = daysIn(timeZone);
  return {
    start,
    end,
    timeZone,
    fromDate: dayOf(start.getTime()).date,
    toDate: dayOf(end.getTime()).date,
  };
}
