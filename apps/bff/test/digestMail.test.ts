import { afterAll, describe, expect, it } from 'vitest';
import { SmtpMail } from '../src/adapters/mail/SmtpMail.ts';
import { startSmtp } from './support/smtpServer.ts';
import { TestBrowser, TestClock } from './support/testApi.ts';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson } from './support/testHouse.ts';
import { writtenHistory } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const smtp = await startSmtp();
afterAll(() => smtp.close());
const clock = new TestClock(Date.parse('2024-02-20T12:00:00Z'));
const house = await createTestHouse(database, {
  clock,
  mail: new SmtpMail({ url: smtp.url, from: 'twin@example.org' }),
});

/** What the sweeper does: weeks first, then their mails. */
async function sweep(): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    for (const source of house.house.due) {
      for (const { name, payload, dedupeKey } of await source())
        await house.queue.enqueue(name, payload as never, { dedupeKey });
    }
    await house.drain();
  }
}

async function personWithWeek(mailDigest: boolean): Promise<{ person: Person; email: string }> {
  const person = await registerPerson(house);
  const { user } = await person.get<{ user: { email: string } }>('/v1/auth/session');
  await person.browser.send('PATCH', '/v1/settings', { mailDigest });
  await person.importFile(writtenHistory({ fills: 450, seed: 4 }));
  return { person, email: user.email };
}

const lettersTo = (email: string) => smtp.received.filter(({ to }) => to.includes(email));
const wordsOf = (raw: string) => raw.replaceAll('=\r\n', '').replaceAll('=3D', '=');

describe('a digest by mail', () => {
  it('goes once to who has asked for it, and to nobody else', async () => {
    const [asked, other] = [await personWithWeek(true), await personWithWeek(false)];
    await sweep();
    await sweep();
    const [letter, ...others] = lettersTo(asked.email);
    expect([others.length, lettersTo(other.email).length]).toEqual([0, 0]);
    expect(wordsOf(letter?.raw ?? '')).toContain('For reflection, not financial advice.');
    expect(wordsOf(letter?.raw ?? '')).toContain('/digest?id=');
  });

  it('ends by the link in it, without signing in, for this person alone', async () => {
    const { person, email } = await personWithWeek(true);
    const other = await personWithWeek(true);
    await sweep();
    const [, token = ''] =
      /unsubscribe\?token=([\w.%-]+)/.exec(wordsOf(lettersTo(email)[0]?.raw ?? '')) ?? [];
    const visitor = await new TestBrowser(house.app).visit();
    const stop = (text: string) => visitor.send('POST', '/v1/digests/unsubscribe', { token: text });
    expect((await stop(`${decodeURIComponent(token)}x`)).statusCode).toBe(404);
    expect((await stop(decodeURIComponent(token))).statusCode).toBe(204);
    const wants = async (who: Person) => (await who.get<{ mailDigest: boolean }>('/v1/settings')).mailDigest;
    expect([await wants(person), await wants(other.person)]).toEqual([false, true]);
  });
});
