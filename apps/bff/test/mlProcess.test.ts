import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENGINE_VERSION } from '@twin/engine/version';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MlClient } from '../src/lib/ml/MlClient.ts';
import { systemClock } from '../src/lib/systemClock.ts';
import type { Ml, MlReflection, MlRephrasing, MlScoreRequest, MlScores } from '../src/ports/ml.ts';
import { HAS_PROMTOOL, playRules } from './support/alertRules.ts';
import { hasMlService, ML_SECRET, type MlService, startMlService } from './support/mlService.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, registerPerson, scoresOf, type TestHouse } from './support/testHouse.ts';
import { writtenHistory } from './support/writtenHistory.ts';

const MODEL = new URL('../../../model/bias-model.json', import.meta.url);
const NAME = hasMlService
  ? 'scores by the ML process'
  : 'scores by the ML process (skipped: needs apps/ml/.venv)';

function clientOf({ url }: MlService): MlClient {
  const timeouts = { scoreTimeoutMs: 10_000, rephraseTimeoutMs: 10_000 };
  return new MlClient({ url, secret: ML_SECRET, ...timeouts }, systemClock);
}

/** Kills the process while its first page is under way. */
class KilledUnderway implements Ml {
  private readonly client: MlClient;
  private readonly service: MlService;

  constructor(client: MlClient, service: MlService) {
    this.client = client;
    this.service = service;
  }

  get isResting(): boolean {
    return this.client.isResting;
  }

  score(request: MlScoreRequest): Promise<MlScores> {
    const answer = this.client.score(request);
    this.service.kill();
    return answer;
  }

  rephrase(reflection: MlReflection): Promise<MlRephrasing> {
    return this.client.rephrase(reflection);
  }
}

describe.skipIf(!hasMlService)(NAME, async () => {
  const database = await createTestDatabase();
  const file = writtenHistory({ fills: 400, seed: 7 });
  let service: MlService;
  let engineAlone: ReturnType<typeof imported> | null = null;

  beforeAll(async () => {
    service = await startMlService();
  });
  afterAll(() => service.stop());

  function houseWith(answering: MlService): Promise<TestHouse> {
    return createTestHouse(database, { ml: clientOf(answering) });
  }

  /** Made once, within the test that asks first, at whose end its house is cleared away. */
  function alone(): ReturnType<typeof imported> {
    engineAlone ??= createTestHouse(database).then(imported);
    return engineAlone;
  }

  /** What a new person of the house has after the import, and which engine says so. */
  async function imported(house: TestHouse) {
    const person = await registerPerson(house);
    await person.importFile(file);
    const rows = await query<{ engineVersion: string }>(
      database.adminUrl,
      'SELECT DISTINCT "engineVersion" FROM "BiasTag" WHERE "userId" = $1',
      [person.id],
    );
    return { scores: await scoresOf(database, person.id), engines: rows.map((row) => row.engineVersion) };
  }

  it('equal those of the engine alone, are marked with both versions, and show no difference', async () => {
    const house = await houseWith(service);
    const { scores, engines } = await imported(house);
    expect(scores).toEqual((await alone()).scores);
    expect(engines).toEqual([expect.stringMatching(`^${ENGINE_VERSION}\\+ml-\\d`)]);
    const text = await house.foundation.metrics.registry.metrics();
    expect(text).toContain('twin_biases_ml_mismatches_total 0');
    expect(text).toContain('twin_biases_ml_pages_total{outcome="scored"} 1');
  });

  it('are the engine’s, marked as such, when the process has ended', async () => {
    const ended = await startMlService();
    const house = await houseWith(ended);
    await ended.stop();
    expect(await imported(house)).toEqual(await alone());
    expect((await alone()).engines).toEqual([ENGINE_VERSION]);
  });

  describe('when the process is killed under load', () => {
    /** Pages that found no service, before and after. */
    const unavailable: number[] = [];

    it('go on by the engine after its retries, and no tag differs', async () => {
      const killed = await startMlService();
      const ml = new KilledUnderway(clientOf(killed), killed);
      const house = await createTestHouse(database, { ml });
      const { metrics } = house.foundation;
      const count = async () => {
        const { values } = await metrics.mlPages.get();
        unavailable.push(values.find(({ labels }) => labels.outcome === 'unavailable')?.value ?? 0);
      };
      await count();
      const people = [await registerPerson(house), await registerPerson(house), await registerPerson(house)];
      for (const person of people) await person.upload('/v1/imports', file);
      await house.drain();
      await count();

      for (const { id } of people) expect(await scoresOf(database, id)).toEqual((await alone()).scores);
      expect(await metrics.registry.metrics()).toContain('twin_biases_ml_mismatches_total 0');
      // All three are tried again; the fifth failure opens the circuit breaker, and who comes then waits no more.
      expect(unavailable).toEqual([0, 7]);
      expect(ml.isResting).toBe(true);
    });

    it.skipIf(!HAS_PROMTOOL)(
      `are told about by their alert, as what was counted says${HAS_PROMTOOL ? '' : ' (skipped: needs promtool)'}`,
      async () => {
        const annotations = {
          summary: 'The ML service does not answer; the worker scores with the same model by itself.',
          runbook: 'docs/runbooks/TwinMlUnavailable.md',
        };
        const alert = { alertname: 'TwinMlUnavailable', labels: { severity: 'ticket' }, annotations };
        const series = 'twin_biases_ml_pages_total{outcome="unavailable", job="twin-worker"}';
        expect(await playRules([{ series, values: unavailable }], [{ ...alert, atMinute: 8 }])).toBe(null);
      },
    );
  });

  it('are the engine’s when the process holds another version of the model', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'twin-model-'));
    const model = JSON.parse(await readFile(MODEL, 'utf8')) as { version: string };
    await writeFile(join(folder, 'model.json'), JSON.stringify({ ...model, version: '0.0.1' }));
    const other = await startMlService({ ML_MODEL_FILE: join(folder, 'model.json') });
    try {
      const house = await houseWith(other);
      expect(await imported(house)).toEqual(await alone());
      expect(await house.foundation.metrics.registry.metrics()).toContain(
        'twin_biases_ml_pages_total{outcome="other_model"} 1',
      );
    } finally {
      await other.stop();
      await rm(folder, { recursive: true });
    }
  });
});
