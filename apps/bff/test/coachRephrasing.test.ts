import { verifyText } from '@twin/engine/coach/verifier';
import type { CoachMessagePage } from '@twin/shared/dto/coach';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MlClient } from '../src/lib/ml/MlClient.ts';
import { systemClock } from '../src/lib/systemClock.ts';
import type { Ml } from '../src/ports/ml.ts';
import { hasMlService, ML_SECRET, type MlService, startMlService } from './support/mlService.ts';
import { type StubLlm, startStubLlm } from './support/stubLlm.ts';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, eventsOf, registerPerson } from './support/testHouse.ts';
import { writtenHistory } from './support/writtenHistory.ts';

const NAME = hasMlService
  ? 'reflections with a language model behind the ML service'
  : 'reflections with a language model behind the ML service (skipped: needs apps/ml/.venv)';
const FILE = writtenHistory({ fills: 800 });

/** Of the service that is started below; a house is built before anything starts. */
let client: MlClient;
const ml: Ml = {
  get isResting() {
    return client.isResting;
  },
  score: (asked) => client.score(asked),
  rephrase: (asked) => client.rephrase(asked),
};
const database = await createTestDatabase();
const house = await createTestHouse(database, { ml });

describe.skipIf(!hasMlService)(NAME, () => {
  let llm: StubLlm;
  let service: MlService;

  beforeAll(async () => {
    llm = await startStubLlm();
    service = await startMlService({ LLM_BASE_URL: llm.url, LLM_API_KEY: 'key', LLM_RETRIES: '0' });
    const timeouts = { scoreTimeoutMs: 20_000, rephraseTimeoutMs: 15_000 };
    client = new MlClient({ url: service.url, secret: ML_SECRET, ...timeouts }, systemClock);
  });
  afterAll(async () => {
    await service.stop();
    await llm.close();
  });

  /** Texts and facts of the reflections on one import, newest first, and the texts that the stream tells of. */
  async function told(reword: (text: string) => string, rephrase = true) {
    llm.answer = { reword };
    const person = await registerPerson(house);
    await person.browser.send('PATCH', '/v1/settings', { rephrase });
    await person.importFile(FILE);
    const { items } = await person.get<CoachMessagePage>('/v1/coach/messages');
    const events = await eventsOf(database, person.id);
    return {
      messages: items.filter(({ cta }) => cta !== null),
      streamed: events
        .filter(({ type }) => type === 'coach.reflect')
        .map(({ payload }) => (payload as { text: string }).text),
    };
  }

  it('are stored and streamed in its words where these say the same, else in our own', async () => {
    const own = await told((text) => text);
    expect(own.messages.length).toBeGreaterThan(0);
    const other = await told((text) => text.replace('it may also have been', 'another reading is'));
    const texts = own.messages.map(({ text }) => text.replace('it may also have been', 'another reading is'));
    expect(texts).not.toEqual(own.messages.map(({ text }) => text));
    expect(other.messages.map(({ text }) => text)).toEqual(texts);
    expect(other.streamed.toSorted()).toEqual(texts.toSorted());
    for (const { text, facts } of other.messages) expect(verifyText(text, facts as never)).toEqual([]);

    const advised = await told((text) => `${text} You should sell 3 BTC now.`);
    expect(advised.messages.map(({ text }) => text)).toEqual(own.messages.map(({ text }) => text));
    const counted = await house.foundation.metrics.mlRephrasings.get();
    const total = (outcome: string) =>
      counted.values.find(({ labels }) => labels.outcome === outcome)?.value ?? 0;
    expect(total('unbound')).toBe(own.messages.length);
    expect(total('rephrased')).toBe(2 * own.messages.length);
  });

  it('are shown to no language model unless the person agreed', async () => {
    llm.lastRequest = '';
    const { messages } = await told((text) => text, false);
    expect(messages.length).toBeGreaterThan(0);
    expect(llm.lastRequest).toBe('');
  });

  it('are told in our own words when the service is gone', async () => {
    const before = await told((text) => text);
    await service.stop();
    const after = await told((text) => text.replace('it may also have been', 'another reading is'));
    expect(after.messages.map(({ text }) => text)).toEqual(before.messages.map(({ text }) => text));
  });
});
