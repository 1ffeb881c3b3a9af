import { type AccountFacts, answer, intentOf } from '@twin/engine/coach/answer';
import { CALM_TEXT, isDistressed } from '@twin/engine/coach/distress';
import { type Reflection, reflect, summarise } from '@twin/engine/coach/reflect';
import { chooseReflections } from '@twin/engine/coach/selection';
import type { TaggedDecision } from '@twin/engine/coach/wording';
import type {
  CoachAnswer,
  CoachCta,
  CoachMessageDto,
  CoachMessagePage,
  CoachQuestion,
} from '@twin/shared/dto/coach';
import type { PageQuery } from '@twin/shared/dto/wire';
import { AppError } from '@twin/shared/errors/AppError';
import type { EventPayload } from '@twin/shared/events/event';
import type { ForUser } from '../../lib/db.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ml } from '../../ports/ml.ts';
import type { StrainRepo } from '../biases/index.ts';
import type { OutboxRepo } from '../events/index.ts';
import type { CoachFactsRepo, OwedImport } from './CoachFactsRepo.ts';
import type { CoachMessageRepo, NewCoachMessage, StoredCoachMessage } from './CoachMessageRepo.ts';
import { type Counted, otherWords } from './otherWords.ts';

export interface CoachRepos {
  coachFacts: CoachFactsRepo;
  coachMessages: CoachMessageRepo;
  strains: StrainRepo;
  settings: { get(userId: string): Promise<{ timeZone: string; rephrase: boolean }> };
  outbox: Pick<OutboxRepo, 'append'>;
}

export interface CoachDeps {
  forUser: ForUser<CoachRepos>;
  clock: Clock;
  /** Has a language model find other words for reflections; null: they are told in our own. */
  ml: Ml | null;
  metrics: Counted;
}

/** One tag, and what is said about it. */
interface Told {
  tag: TaggedDecision;
  reflection: Reflection;
}

/** An import of history is told once; beyond this many tags only the most informative are (decision 9). */
const REFLECTIONS_PER_IMPORT = 5;
/** More in a day would be noise, however much is traded. */
const REFLECTIONS_PER_DAY = 10;
const DAY_MS = 86_400_000;
/** Signs of strain that are older than this are history. */
const STRAIN_MS = 7 * DAY_MS;
/** From so many new fills on an import is history worth a summary, with or without tags. */
const HISTORY_FILLS = 20;
const RECENT_MS = 30 * 86_400_000;

export class CoachService {
  private readonly deps: CoachDeps;

  constructor(deps: CoachDeps) {
    this.deps = deps;
  }

  /** Speaks about a finished import, once however often it is asked. @returns how many messages are new */
  async reflectOnImport(userId: string, importId: string): Promise<number> {
    const now = this.deps.clock.now();
    const words = await this.otherWords(userId, importId, now);
    return this.deps.forUser(userId, async (repos) => {
      const { coachFacts, coachMessages, settings, outbox } = repos;
      const taken = await coachFacts.takeImport(userId, importId, now);
      if (!taken || taken.newFills === 0) return 0;
      const span = await coachFacts.importSpan(userId, importId);
      const tags = await coachFacts.importTags(userId, importId);
      // In hard days there is a calm word and nothing else.
      if (await isStrained(repos, userId, now)) {
        return (await coachMessages.insert(userId, calmMessage(now))) ? 1 : 0;
      }
      const { timeZone } = await settings.get(userId);
      const summary = summaryMessage(importId, taken.newFills, { ...span, tags, timeZone });
      if (summary) await coachMessages.insert(userId, summary);
      const reflections: EventPayload<'coach.reflect'>[] = [];
      for (const { tag, reflection: own } of await dueReflections(repos, userId, tags, now)) {
        const reflection = { ...own, text: words.get(own.text) ?? own.text };
        const stored = await coachMessages.insert(userId, reflectionMessage(tag, reflection));
        if (stored) reflections.push(reflectEvent(stored, tag, reflection));
      }
      for (const payload of reflections) await outbox.append(userId, 'coach.reflect', payload);
      return reflections.length + (summary ? 1 : 0);
    });
  }

  /** By our text, that of the language model for what is due, where the person agreed to that. */
  private async otherWords(
    userId: string,
    importId: string,
    now: Date,
  ): Promise<ReadonlyMap<string, string>> {
    const { ml, forUser, metrics } = this.deps;
    if (!ml) return new Map();
    const due = await forUser(userId, async (repos) => {
      const { rephrase } = await repos.settings.get(userId);
      if (!rephrase || !(await repos.coachFacts.isOwed(userId, importId))) return [];
      if (await isStrained(repos, userId, now)) return [];
      return dueReflections(repos, userId, await repos.coachFacts.importTags(userId, importId), now);
    });
    const reflections = due.map(({ reflection }) => reflection);
    return otherWords(ml, reflections, metrics);
  }

  async listMessages(userId: string, { cursor, limit }: PageQuery): Promise<CoachMessagePage> {
    const page = await this.deps.forUser(userId, ({ coachMessages }) =>
      coachMessages.list(userId, cursor, limit),
    );
    return { items: page.items.map(messageDto), nextCursor: page.nextCursor };
  }

  /** Keeps the person's words and answers them from facts. */
  async ask(userId: string, { text, decisionId }: CoachQuestion): Promise<CoachAnswer> {
    return this.deps.forUser(userId, async (repos) => {
      const { coachFacts, coachMessages } = repos;
      if (decisionId !== undefined && !(await coachFacts.hasDecision(userId, decisionId))) {
        throw new AppError('NOT_FOUND');
      }
      const about = decisionId === undefined ? {} : { tradeId: decisionId };
      const facts = await accountFacts(repos, userId, decisionId ?? null);
      const reply = answer(intentOf(text), facts);
      const question = await coachMessages.insert(userId, { role: 'user', text, facts: {}, ...about });
      const stored = await coachMessages.insert(userId, { role: 'coach', ...wire(reply), ...about });
      if (!question || !stored) throw new Error('a message without a topic is always stored');
      return { ...messageDto(question), reply: messageDto(stored) };
    });
  }
}

/** What is worth saying about the tags today, in our own words. */
async function dueReflections(
  { coachMessages, settings }: CoachRepos,
  userId: string,
  tags: readonly TaggedDecision[],
  now: Date,
): Promise<Told[]> {
  const { timeZone } = await settings.get(userId);
  const { count, lastLabel } = await coachMessages.toldSince(userId, new Date(now.getTime() - DAY_MS));
  const limit = Math.min(REFLECTIONS_PER_IMPORT, REFLECTIONS_PER_DAY - count);
  return chooseReflections(tags, { limit, lastLabel }).map((tag) => {
    return { tag, reflection: reflect(tag, timeZone) };
  });
}

async function isStrained(
  { coachFacts, strains, settings }: CoachRepos,
  userId: string,
  now: Date,
): Promise<boolean> {
  const last = await coachFacts.lastTradeTime(userId);
  if (!last || now.getTime() - last.getTime() > STRAIN_MS) return false;
  const { timeZone } = await settings.get(userId);
  return isDistressed(await strains.before(userId, new Date(last.getTime() + 1), timeZone));
}

/** Said once in seven days. */
function calmMessage(now: Date): NewCoachMessage {
  const week = Math.floor(now.getTime() / STRAIN_MS);
  return { role: 'coach', text: CALM_TEXT, facts: {}, topic: `calm:${week}` };
}

function summaryMessage(
  importId: string,
  newFills: number,
  { tags, timeZone, ...span }: OwedImport & { tags: readonly TaggedDecision[]; timeZone: string },
): NewCoachMessage | null {
  const isHistory = newFills >= HISTORY_FILLS || tags.length > REFLECTIONS_PER_IMPORT;
  if (!isHistory || span.firstTs === null || span.lastTs === null) return null;
  const tagged: Partial<Record<TaggedDecision['label'], number>> = {};
  for (const { label } of tags) tagged[label] = (tagged[label] ?? 0) + 1;
  const history = { ...span, firstTs: span.firstTs.getTime(), lastTs: span.lastTs.getTime(), tagged };
  return { role: 'coach', ...wire(summarise(history, timeZone)), topic: `import:${importId}` };
}

function reflectionMessage(tag: TaggedDecision, reflection: Reflection): NewCoachMessage {
  return {
    role: 'coach',
    ...wire(reflection),
    cta: { ...holdCta(tag.decisionId) },
    tradeId: tag.decisionId,
    label: tag.label,
    topic: `reflect:${tag.decisionId}:${tag.label}`,
  };
}

function holdCta(decisionId: string): CoachCta {
  return { kind: 'simulation', simulation: 'hold', decisionId };
}

function reflectEvent(
  message: StoredCoachMessage,
  { decisionId, label }: TaggedDecision,
  { text, facts }: Reflection,
): EventPayload<'coach.reflect'> {
  return { messageId: message.id, decisionId, label, text, facts, cta: holdCta(decisionId) };
}

function wire({ text, facts }: Reflection) {
  return { text, facts: Object.fromEntries(Object.entries(facts).map(([id, fact]) => [id, { ...fact }])) };
}

async function accountFacts(
  { coachFacts: facts, settings }: CoachRepos,
  userId: string,
  decisionId: string | null,
): Promise<AccountFacts> {
  const { timeZone: zone } = await settings.get(userId);
  const tags = await facts.tagsAbout(userId, decisionId);
  const verdicts = await facts.verdicts(userId);
  const results = await facts.results(userId);
  const [main] = results;
  const worstWeek = main ? await facts.worstWeek(userId, main.asset) : null;
  const last = await facts.lastTradeTime(userId);
  const { recent, before } = await facts.taggedShare(userId, new Date((last?.getTime() ?? 0) - RECENT_MS));
  return { zone, tags, verdicts, results, worstWeek, recent: { ...recent, windowMs: RECENT_MS }, before };
}

function messageDto(row: StoredCoachMessage): CoachMessageDto {
  return {
    id: row.id,
    role: row.role as CoachMessageDto['role'],
    text: row.text,
    facts: row.facts as CoachMessageDto['facts'],
    cta: row.cta as CoachMessageDto['cta'],
    decisionId: row.tradeId,
    label: row.label,
    createdAt: row.createdAt.toISOString(),
  };
}
