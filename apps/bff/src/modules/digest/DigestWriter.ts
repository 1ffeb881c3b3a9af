import { isDistressed } from '@twin/engine/coach/distress';
import type { DigestContext, DigestInput, WeekFacts } from '@twin/engine/digest/digestInput';
import { daysIn } from '@twin/engine/money/zonedDay';
import { ruleSentence } from '@twin/engine/rules/ruleSentence';
import { ENGINE_VERSION } from '@twin/engine/version';
import { RuleAdherence, RuleSpec } from '@twin/shared/dto/rule';
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
   * The digest of the week as the data says now: made, raised by a revision, or left as it is; one told in another zone
   * stays as it was, since the days are cut otherwise now. Its event is still to be appended when `isNew`.
   * @returns null for a week without decisions that was never told
   */
  async write(period: Period, timeZone: string): Promise<{ digest: StoredDigest; isNew: boolean } | null> {
    const stored = await this.repos.digests.findPeriod(this.userId, period);
    const told = stored && readPayload(stored.payload).input;
    if (stored && told?.zone !== timeZone) return { digest: stored, isNew: false };
    const week = await this.week(dated(period, timeZone));
    if (!stored && week.decisions === 0) return null;
    // What was known then stays in a revision: only what happened in the week may change it.
    const context = told?.context ?? (await this.context(dated(period, timeZone)));
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
    };
  }

  private async context(period: DatedPeriod): Promise<DigestContext> {
    const { digestFacts, digests, strains } = this.repos;
    const [before] = await digests.newest(this.userId, period.start, 1);
    const told = before ? readPayload(before.payload) : null;
    const label = told?.digest.label ?? null;
    return {
      reports: await digestFacts.reports(this.userId),
      before: told && label !== null ? { label, count: told.input.week.tagged[label] ?? 0 } : null,
      rules: await this.rules(period),
      isDistressed: isDistressed(await strains.before(this.userId, period.end, period.timeZone)),
    };
  }

  /** A rule counts from the day on which it was made, and only where a decision fell under it. */
  private async rules({ end, timeZone, fromDate, toDate }: DatedPeriod): Promise<DigestContext['rules']> {
    const rules = await this.repos.rules.list(this.userId, { active: true });
    const dayOf = daysIn(timeZone);
    return rules
      .filter((rule) => rule.since < end && rule.adherence !== null)
      .flatMap((rule) => {
        const since = dayOf(rule.since.getTime()).date;
        const { days } = RuleAdherence.parse(rule.adherence);
        const week = days.filter(({ date }) => date >= fromDate && date >= since && date < toDate);
        const breaches = week.reduce((sum, { breached }) => sum + breached, 0);
        return week.length === 0 ? [] : [{ text: ruleSentence(RuleSpec.parse(rule)), breaches }];
      });
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
