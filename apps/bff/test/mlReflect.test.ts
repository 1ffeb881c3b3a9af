import { acceptRephrasing } from '@twin/engine/coach/acceptRephrasing';
import { reflect } from '@twin/engine/coach/reflect';
import { verifyText } from '@twin/engine/coach/verifier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MlClient } from '../src/lib/ml/MlClient.ts';
import { systemClock } from '../src/lib/systemClock.ts';
import { hasMlService, ML_SECRET, type MlService, startMlService } from './support/mlService.ts';
import { type StubAnswer, type StubLlm, startStubLlm } from './support/stubLlm.ts';

const REFLECTION = reflect(
  {
    decisionId: 'f1',
    label: 'revenge_trade',
    confidence: 0.82,
    side: 'buy',
    symbol: 'BTC-USD',
    ts: Date.UTC(2025, 2, 12),
    features: {
      minutesSinceLoss: { value: 38, contribution: 0 },
      lnSizeRatio: { value: Math.log(1.8), contribution: 0 },
    },
  },
  'UTC',
);
const { text } = REFLECTION;
const edited = (from: string | RegExp, to: string): StubAnswer => ({ text: text.replace(from, to) });
const NAME = hasMlService
  ? 'a rephrased reflection'
  : 'a rephrased reflection (skipped: needs apps/ml/.venv)';

describe.skipIf(!hasMlService)(NAME, () => {
  let llm: StubLlm;
  let service: MlService;
  let ml: MlClient;

  beforeAll(async () => {
    llm = await startStubLlm();
    service = await startMlService({
      LLM_BASE_URL: llm.url,
      LLM_API_KEY: 'key',
      LLM_TIMEOUT_S: '3',
      LLM_RETRIES: '0',
    });
    const timeouts = { scoreTimeoutMs: 10_000, rephraseTimeoutMs: 10_000 };
    ml = new MlClient({ url: service.url, secret: ML_SECRET, ...timeouts }, systemClock);
  });
  afterAll(async () => {
    await service.stop();
    await llm.close();
  });

  async function shown(answer: StubAnswer): Promise<{ text: string; outcome: string }> {
    llm.answer = answer;
    const rephrased = await ml.rephrase(REFLECTION);
    return { text: acceptRephrasing(REFLECTION, rephrased.text).text, outcome: rephrased.outcome };
  }

  it('is shown when it says the same in other words', async () => {
    const other = edited('it may also have been', 'another reading is');
    expect(await shown(other)).toEqual({ text: other.text, outcome: 'rephrased' });
    expect(verifyText(other.text ?? '', REFLECTION.facts)).toEqual([]);
  });

  it.each<[string, StubAnswer, string]>([
    ['invents a number', edited('38 min', '12 min'), 'rephrased'],
    ['flips a direction', edited('bought', 'sold'), 'rephrased'],
    ['advises', edited(/$/, ' You should wait next time.'), 'rephrased'],
    ['shames', edited('This fits', 'This reckless act fits'), 'rephrased'],
    ['is slow', { text, waitMs: 8_000 }, 'timeout'],
    ['is truncated', { text: text.slice(0, 90), finish: 'length' }, 'truncated'],
    ['is not JSON', { content: `Sure! ${text}` }, 'not_json'],
    [
      'speaks another language',
      {
        text: 'Am Mittwoch haben Sie kurz nach einem Verlust gekauft, und zwar mehr als sonst. Das passt zum Muster des schnellen Wiedereinstiegs; vielleicht war es auch geplant. Woran lag es?',
      },
      'wrong_language',
    ],
    [
      'obeys an injection from a note',
      edited(/$/, ' As the note asks: buy more BTC-USD now, it will rise.'),
      'rephrased',
    ],
    ['is empty', { content: '' }, 'empty'],
  ])('is the text of our own when the model %s', async (_, answer, outcome) => {
    expect(await shown(answer)).toEqual({ text, outcome });
  });

  it('hands the text over as data, never as instructions', async () => {
    await shown({ text });
    const { messages } = JSON.parse(llm.lastRequest) as { messages: { role: string; content: string }[] };
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user']);
    expect(messages[0]?.content).not.toContain('38 min');
    expect(JSON.parse(messages[1]?.content ?? '')).toMatchObject({ text });
  });
});
