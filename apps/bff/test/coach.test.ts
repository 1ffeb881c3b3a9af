import { verifyText } from '@twin/engine/coach/verifier';
import type { CoachAnswer, CoachMessagePage } from '@twin/shared/dto/coach';
import { describe, expect, it } from 'vitest';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, eventsOf, type Person, registerPerson } from './support/testHouse.ts';
import { HEADER, historyRows, writtenHistory } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

const messagesOf = async (person: Person) => (await person.get<CoachMessagePage>('/v1/coach/messages')).items;
const reflectionsOf = async (person: Person) =>
  (await eventsOf(database, person.id)).filter(({ type }) => type === 'coach.reflect');

/** `25 Jan 2025`, as another program tells it. */
const dayIn = (timeZone: string, time: string): string =>
  new Intl.DateTimeFormat('en-US', { timeZone, day: 'numeric', month: 'short', year: 'numeric' })
    .format(new Date(time))
    .replace(/(\w+) (\d+), (\d+)/, '$2 $1 $3');

describe('the coach', () => {
  it('tells an import of history in one summary and at most five reflections, each with its event', async () => {
    const person = await registerPerson(house);
    await person.importFile(writtenHistory({ fills: 800 }));
    const messages = await messagesOf(person);
    const reflections = messages.filter(({ cta }) => cta !== null);
    const summaries = messages.filter(({ cta }) => cta === null);
    expect(summaries).toHaveLength(1);
    expect(summaries[0]?.text).toContain('800 trades');
    expect(reflections.length).toBeGreaterThan(0);
    expect(reflections.length).toBeLessThanOrEqual(5);
    const events = await reflectionsOf(person);
    expect(events.map(({ payload }) => (payload as { messageId: string }).messageId).sort()).toEqual(
      reflections.map(({ id }) => id).sort(),
    );
    for (const { text, facts } of messages) expect(verifyText(text, facts as never)).toEqual([]);
  });

  it('tells days on the person’s clock of that time: a move to another zone changes no word that was said', async () => {
    const person = await registerPerson(house);
    const moveTo = (timeZone: string) => person.browser.send('PATCH', '/v1/settings', { timeZone });
    // Fourteen hours ahead: most of its days are not those of UTC.
    await moveTo('Pacific/Kiritimati');
    await person.importFile(writtenHistory({ fills: 800, startMs: Date.UTC(2024, 0, 1, 12) }));
    const told = await messagesOf(person);
    const days = told.flatMap(({ facts: { day, from, to } }) =>
      [day, from, to].filter((fact) => fact !== undefined),
    );
    expect(days.some(({ value, text }) => text !== dayIn('UTC', value))).toBe(true);
    for (const { value, text } of days) expect(text).toBe(dayIn('Pacific/Kiritimati', value));
    await moveTo('America/New_York');
    await house.drain();
    expect(await messagesOf(person)).toEqual(told);
    const about = told.find(({ decisionId }) => decisionId !== null);
    const why = { text: 'why?', decisionId: about?.decisionId };
    const { reply } = (await person.browser.send('POST', '/v1/coach/messages', why)).json<CoachAnswer>();
    expect(reply.facts['day']?.text).toBe(dayIn('America/New_York', about?.facts['day']?.value ?? ''));
  });

  it('says nothing twice, whatever runs twice', async () => {
    const person = await registerPerson(house);
    const file = writtenHistory({ fills: 600, seed: 3 });
    const { id } = await person.importFile(file);
    const before = await messagesOf(person);
    await house.queue.enqueue('reflectOnImport', { v: 1, userId: person.id, importId: id });
    await house.drain();
    await person.importFile(file);
    const after = await messagesOf(person);
    expect(after).toEqual(before);
    expect(await reflectionsOf(person)).toHaveLength(before.filter(({ cta }) => cta !== null).length);
  });

  it('reflects a few live fills one by one, without a summary', async () => {
    const person = await registerPerson(house);
    const rows = historyRows({ fills: 700, seed: 5 });
    await person.importFile([HEADER, ...rows.slice(0, 690)].join('\n'));
    const before = (await messagesOf(person)).length;
    await person.importFile([HEADER, ...rows.slice(690)].join('\n'));
    const added = (await messagesOf(person)).length - before;
    const told = (await messagesOf(person)).slice(0, added);
    expect(told.every(({ cta }) => cta !== null)).toBe(true);
  });

  it('varies what it says: no pattern twice in a row, and at most ten a day', async () => {
    const person = await registerPerson(house);
    const rows = historyRows({ fills: 900, seed: 21 });
    for (let from = 0; from < rows.length; from += 150) {
      await person.importFile([HEADER, ...rows.slice(from, from + 150)].join('\n'));
    }
    const labels = (await messagesOf(person)).filter(({ cta }) => cta !== null).map(({ label }) => label);
    expect(labels.length).toBeGreaterThan(2);
    expect(labels.length).toBeLessThanOrEqual(10);
    expect(labels.some((label, at) => label === labels[at + 1])).toBe(false);
  });

  it('keeps a note in the person’s own words, and says where help is to who is in distress', async () => {
    const person = await registerPerson(house);
    const say = async (text: string) =>
      (await person.browser.send('POST', '/v1/coach/messages', { text })).json<CoachAnswer>().reply.text;
    expect(await say('I was tired and skipped the plan')).toContain('kept here in your own words');
    expect(await say('I lost everything')).toContain('findahelpline.com');
    expect((await messagesOf(person)).map(({ text }) => text)).toContain('I was tired and skipped the plan');
  });

  it('is calm and says nothing else when the last days were hard', async () => {
    const person = await registerPerson(house);
    const at = (hoursAgo: number) => new Date(Date.now() - hoursAgo * 3_600_000).toISOString();
    const rows = [`a,${at(60)},BTC-USD,buy,10,100,0,USD,,,`, `b,${at(59)},BTC-USD,sell,10,40,0,USD,,,`];
    await person.importFile([HEADER, ...rows].join('\n'));
    const messages = await messagesOf(person);
    expect(messages.map(({ text }) => text.includes('a pause is always possible'))).toEqual([true]);
    expect(await reflectionsOf(person)).toEqual([]);
  });

  it('answers a question from the person’s own facts and keeps both', async () => {
    const person = await registerPerson(house);
    await person.importFile(writtenHistory({ fills: 500, seed: 9 }));
    const answer = await person.browser.send('POST', '/v1/coach/messages', { text: 'Show me my worst week' });
    expect(answer.statusCode).toBe(201);
    const { role, text, reply } = answer.json<CoachAnswer>();
    expect({ role, text }).toEqual({ role: 'user', text: 'Show me my worst week' });
    expect(reply.text).toContain('Your lowest week began on');
    expect(verifyText(reply.text, reply.facts as never)).toEqual([]);
    const [newest, second] = await messagesOf(person);
    expect([newest?.id, second?.id].sort()).toEqual([reply.id, answer.json<CoachAnswer>().id].sort());
  });

  it('takes the win rate from the closed positions of known result in the asset, and fees from every fill', async () => {
    const person = await registerPerson(house);
    const trips = [130, 130, 130, 70].flatMap((exit, day) => [
      `b${day},2024-01-0${day + 1}T00:00:00Z,ETH-USD,buy,1,100,0,,linear,USDC`,
      `s${day},2024-01-0${day + 1}T01:00:00Z,ETH-USD,sell,1,${exit},0,,linear,USDC`,
    ]);
    const header = 'ext_id,ts,symbol,side,qty,price,fee,fee_asset,instrument,settle';
    const open = 'o,2024-01-09T00:00:00Z,BTC-USD,buy,1,100,5,USDC,linear,USDC';
    await person.importFile([header, ...trips, open].join('\n'));
    const forget = `UPDATE "Episode" SET "entryPrice" = NULL WHERE "userId" = $1 AND "openedAt" < '2024-01-02'`;
    await query(database.adminUrl, forget, [person.id]);
    const question = { text: 'How are my results?' };
    const answer = await person.browser.send('POST', '/v1/coach/messages', question);
    expect(answer.json<CoachAnswer>().reply.text).toBe(
      'Realised: 60.00 USDC after fees. Fees so far, those of open positions included: 5.00 USDC. ' +
        'Of 3 closed positions of known result, 67 % closed with a gain.',
    );
  });

  it('explains a decision only to the person whose it is', async () => {
    const owner = await registerPerson(house);
    const stranger = await registerPerson(house);
    await owner.importFile(writtenHistory({ fills: 500, seed: 9 }));
    const tagged = (await messagesOf(owner)).find(({ decisionId }) => decisionId !== null);
    const ask = (person: Person) =>
      person.browser.send('POST', '/v1/coach/messages', { text: 'why?', decisionId: tagged?.decisionId });
    expect((await ask(owner)).json<CoachAnswer>().reply.text).toContain('This fits the pattern');
    const refused = await ask(stranger);
    const missing = await stranger.browser.send('POST', '/v1/coach/messages', {
      text: 'why?',
      decisionId: 'none',
    });
    expect([refused.statusCode, missing.statusCode]).toEqual([404, 404]);
    const kept = await query(database.adminUrl, 'SELECT 1 FROM "CoachMessage" WHERE "userId" = $1', [
      stranger.id,
    ]);
    expect(kept).toEqual([]);
  });
});
