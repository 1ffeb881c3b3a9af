import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writtenHistory } from '../apps/bff/test/support/writtenHistory.ts';
import { findChromium } from './support/chromium.ts';
import { type Newcomer, welcome } from './support/newcomer.ts';
import { dropFile } from './support/person.ts';
import { startStack } from './support/stack.ts';

const chromium = findChromium();
const title = `the week of a person${chromium ? '' : ' (skipped: no Chromium is installed)'}`;
const PATIENT = { timeout: 30_000 };
const SIX_WEEKS_MS = 6 * 7 * 86_400_000;

describe.skipIf(chromium === null)(title, () => {
  let newcomer: Newcomer;

  beforeAll(async () => {
    newcomer = await welcome(chromium ?? '', 'grace@example.com', startStack());
  });
  afterAll(() => newcomer?.leave());

  it('begins with fills, in which patterns are found and told in the chat', async () => {
    const { stack, page } = newcomer;
    await page.goto(`${stack.address}/imports`);
    const fills = writtenHistory({ fills: 400, startMs: Date.now() - SIX_WEEKS_MS });
    const past = fills.split('\n').filter((line) => !(Date.parse(line.split(',')[1] ?? '') > Date.now()));
    await dropFile(page, 'weeks.csv', past.join('\n'));
    await page.getByText(/trades? stored and checked for patterns/).waitFor(PATIENT);
    await page.goto(`${stack.address}/chat`);
    await page.getByRole('button', { name: 'Show the evidence' }).first().waitFor(PATIENT);
  });

  it('leads to a rule, seen at work on the past before it is made', async () => {
    const { stack, page, api } = newcomer;
    await page.goto(`${stack.address}/rules`);
    await page.getByLabel('Kind').selectOption('cooldown_after_loss');
    await page.getByLabel('Minutes').fill('120');
    await page.getByRole('button', { name: 'See what it would have done' }).click();
    const backtest = page.getByRole('region', { name: 'Back-test' });
    await backtest.getByText(/decisions that it concerns it would have changed/).waitFor(PATIENT);
    await page.getByRole('button', { name: 'Make this rule' }).click();
    await page.getByText('Made. It counts from now on.').waitFor(PATIENT);
    const { items } = await api.get<{ items: { kind: string; params: object; active: boolean }[] }>(
      '/v1/rules',
    );
    expect(items).toMatchObject([{ kind: 'cooldown_after_loss', params: { minutes: 120 }, active: true }]);
  });

  it('is told afterwards, with the numbers of that week, and stays under its address', async () => {
    const { stack, page, api, complaints } = newcomer;
    await page.goto(`${stack.address}/digest`);
    const article = page.getByRole('article');
    await article.getByRole('heading', { name: 'The week' }).waitFor(PATIENT);
    const { items } = await api.get<{ items: { id: string; parts: { text: string }[] }[] }>('/v1/digests');
    const [digest] = items;
    for (const { text } of digest?.parts ?? []) {
      const told = text.replace(/^[^:]+: /, '').slice(1, 60);
      await article.getByText(told).first().waitFor(PATIENT);
    }
    await page.goto(`${stack.address}/digest?id=${digest?.id}`);
    await page.getByRole('article').getByRole('heading', { name: 'The week' }).waitFor(PATIENT);
    expect(complaints.take()).toEqual([]);
  });
});
