import { ENGINE_VERSION } from '@twin/engine/version';
import type { TradingAccountPage } from '@twin/shared/dto/account';
import { AppError } from '@twin/shared/errors/AppError';
import { beforeEach, describe, expect, it } from 'vitest';
import { readModelFile } from '../src/modules/biases/index.ts';
import type { Ml, MlScoreRequest, MlScores } from '../src/ports/ml.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson, scoresOf } from './support/testHouse.ts';
import { writtenHistory } from './support/writtenHistory.ts';

const MODEL_VERSION = readModelFile(new URL('../../../model/bias-model.json', import.meta.url)).version;
const MARKED = `${ENGINE_VERSION}+ml-9.9.9`;

/** The service as a test wants it: answers what it is told, and remembers what it was asked. */
class ToldMl implements Ml {
  isResting = false;
  asked: MlScoreRequest[] = [];
  answer: (request: MlScoreRequest) => MlScores['tags'] = () => [];
  modelVersion = MODEL_VERSION;

  async score(request: MlScoreRequest): Promise<MlScores> {
    this.asked.push(request);
    const { modelVersion } = this;
    return { coreVersion: '9.9.9', modelVersion, tags: this.answer(request), state: {} };
  }

  async rephrase({ text }: { text: string }) {
    return { text, outcome: 'unchanged', model: null };
  }
}

const ml = new ToldMl();
const database = await createTestDatabase();
const house = await createTestHouse(database, { ml });
const file = writtenHistory({ fills: 300, seed: 5 });

beforeEach(() => {
  ml.asked = [];
  ml.answer = () => [];
  ml.modelVersion = MODEL_VERSION;
  ml.isResting = false;
});

interface Tag {
  decisionId: string;
  label: MlScores['tags'][number]['label'];
  confidence: number;
  features: MlScores['tags'][number]['features'];
  engineVersion: string;
}

async function tagsOf({ id }: Person): Promise<Tag[]> {
  return query<Tag>(
    database.adminUrl,
    `SELECT "tradeId" AS "decisionId", label, confidence, features, "engineVersion" FROM "BiasTag"
     WHERE "userId" = $1 ORDER BY 1, 2`,
    [id],
  );
}

async function imported(): Promise<Person> {
  const person = await registerPerson(house);
  await person.importFile(file);
  return person;
}

async function scoreAnew({ id }: Person): Promise<void> {
  await query(database.adminUrl, 'DELETE FROM "ScoreCheckpoint" WHERE "userId" = $1', [id]);
  await query(
    database.adminUrl,
    `UPDATE "ScoreState" SET "dataVersion" = "dataVersion" + 1 WHERE "userId" = $1`,
    [id],
  );
  await house.queue.enqueue('scoreDecisions', { v: 1, userId: id });
  await house.drain();
}

async function counted(name: string, outcome?: string): Promise<number> {
  const metric = await house.foundation.metrics.registry.getSingleMetric(name)?.get();
  return (
    metric?.values.find(({ labels }) => outcome === undefined || labels['outcome'] === outcome)?.value ?? 0
  );
}

const unavailable = () => {
  throw new AppError('ML_UNAVAILABLE');
};

describe('scores with an ML service', () => {
  it('are its own, marked with its version, and every difference to the engine is counted', async () => {
    ml.answer = ({ decisions }) =>
      decisions.slice(0, 1).map(({ id }) => {
        return { decisionId: id, label: 'fomo_chase', confidence: 0.7, features: {} };
      });
    const before = await counted('twin_biases_ml_mismatches_total');
    const tags = await tagsOf(await imported());
    expect(tags).toMatchObject([{ label: 'fomo_chase', confidence: 0.7, engineVersion: MARKED }]);
    expect(await counted('twin_biases_ml_mismatches_total')).toBeGreaterThan(before + 10);
  });

  it('are the engine’s, marked with its version, when the service does not answer', async () => {
    ml.answer = unavailable;
    const alone = await imported();
    const tags = await tagsOf(alone);
    expect(tags.length).toBeGreaterThan(20);
    expect(new Set(tags.map(({ engineVersion }) => engineVersion))).toEqual(new Set([ENGINE_VERSION]));
    expect(await counted('twin_biases_ml_pages_total', 'unavailable')).toBeGreaterThan(0);
  });

  it('wait for an absent service by the retries of the job, and take its answer when it is back', async () => {
    ml.answer = (request) => {
      if (ml.asked.length < 3) throw new AppError('ML_UNAVAILABLE');
      return request.decisions.slice(0, 1).map(({ id }) => {
        return { decisionId: id, label: 'fomo_chase', confidence: 0.7, features: {} };
      });
    };
    const tags = await tagsOf(await imported());
    expect(ml.asked.length).toBe(3);
    expect(tags).toMatchObject([{ label: 'fomo_chase', engineVersion: MARKED }]);
  });

  it('are the engine’s at the third attempt, and at the first while the circuit breaker rests', async () => {
    ml.answer = unavailable;
    await imported();
    expect(ml.asked.length).toBe(3);
    ml.asked = [];
    ml.isResting = true;
    expect((await tagsOf(await imported())).length).toBeGreaterThan(20);
    expect(ml.asked.length).toBe(1);
  });

  it('stay the same and count no difference when both engines agree', async () => {
    ml.answer = unavailable;
    const person = await imported();
    const [own, scores] = [await tagsOf(person), await scoresOf(database, person.id)];
    ml.answer = () => own;
    const before = await counted('twin_biases_ml_mismatches_total');
    await scoreAnew(person);
    expect(await scoresOf(database, person.id)).toEqual(scores);
    expect(new Set((await tagsOf(person)).map(({ engineVersion }) => engineVersion))).toEqual(
      new Set([MARKED]),
    );
    expect(await counted('twin_biases_ml_mismatches_total')).toBe(before);
  });

  it('are the engine’s when the service holds another model', async () => {
    ml.modelVersion = 'another';
    const tags = await tagsOf(await imported());
    expect(tags.length).toBeGreaterThan(20);
    expect(tags.every(({ engineVersion }) => engineVersion === ENGINE_VERSION)).toBe(true);
  });

  it('are asked for with what the person said of who trades the account', async () => {
    const person = await imported();
    const byPerson = () => new Set(ml.asked.at(-1)?.decisions.map((decision) => decision.byPerson));
    expect(byPerson()).toEqual(new Set([undefined]));
    const { items } = await person.get<TradingAccountPage>('/v1/accounts');
    await person.browser.send('PATCH', `/v1/accounts/${items[0]?.id}`, { tradedBy: 'person' });
    await scoreAnew(person);
    expect(byPerson()).toEqual(new Set([true]));
  });

  it('are asked for with the state before the page and every decision of it once', async () => {
    const person = await imported();
    const [request] = ml.asked;
    const ids = request?.decisions.map(({ id }) => id) ?? [];
    expect(new Set(ids).size).toBe(ids.length);
    const [stored] = await query<{ n: number }>(
      database.adminUrl,
      `SELECT count(DISTINCT "decisionId")::int AS n FROM "Trade" WHERE "userId" = $1`,
      [person.id],
    );
    expect(ids.length).toBe(stored?.n);
    expect(request?.state).toMatchObject({ decisions: 0 });
  });
});
