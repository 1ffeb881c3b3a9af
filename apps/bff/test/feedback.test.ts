import { describe, expect, it } from 'vitest';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson, scoresOf } from './support/testHouse.ts';
import { HEADER, historyRows } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);
const rows = historyRows({ fills: 600, seed: 5 });
/** Judgements count for decisions after them, so the second half lies in the future of the test. */
const earlier = rows.slice(0, 300);
const later = rows.slice(300).map((row) => row.replace(/,(\d{4})-/, (_, year) => `,${Number(year) + 64}-`));
const fileOf = (part: readonly string[]) => [HEADER, ...part].join('\n');
const LABEL = 'revenge_trade';

interface StoredTag {
  id: string;
  extId: string;
  label: string;
  confidence: number;
  ts: Date;
}

function tagsOf(person: Person): Promise<StoredTag[]> {
  return query<StoredTag>(
    database.adminUrl,
    `SELECT b.id, t."extId", b.label, b.confidence, b.ts FROM "BiasTag" b JOIN "Trade" t ON t.id = b."tradeId"
     WHERE b."userId" = $1 ORDER BY t."extId", b.label`,
    [person.id],
  );
}

async function say(person: Person, verdict: 'agree' | 'dispute', count: number): Promise<void> {
  const tags = (await tagsOf(person))
    .filter(({ label, confidence }) => label === LABEL && confidence >= 0.6)
    .slice(0, count);
  expect(tags).toHaveLength(count);
  for (const { id } of tags) {
    const answer = await person.browser.send('POST', `/v1/biases/tags/${id}/feedback`, { verdict });
    expect(answer.statusCode).toBe(200);
  }
}

const plain = (tags: readonly StoredTag[]) =>
  tags.map(({ extId, label, confidence }) => `${extId} ${label} ${confidence}`);
const ofLater = (tags: readonly StoredTag[]) => tags.filter(({ ts }) => ts.getUTCFullYear() > 2080);

describe('feedback', () => {
  it('changes the confidence of later tags of its label, and of nothing else', async () => {
    const silent = await registerPerson(house);
    await silent.importFile(fileOf([...earlier, ...later]));
    const disputing = await registerPerson(house);
    await disputing.importFile(fileOf(earlier));
    const before = plain(await tagsOf(disputing));
    await say(disputing, 'dispute', 5);
    await house.drain();
    expect(plain(await tagsOf(disputing))).toEqual(before);
    await disputing.importFile(fileOf(later));
    const [told, untold] = [await tagsOf(disputing), await tagsOf(silent)];
    const others = ({ label, ts }: StoredTag) => label !== LABEL || ts.getUTCFullYear() < 2080;
    expect(plain(told.filter(others))).toEqual(plain(untold.filter(others)));
    const lowered = new Map(told.map(({ extId, label, confidence }) => [`${extId} ${label}`, confidence]));
    const judged = ofLater(untold).filter(({ label }) => label === LABEL);
    expect(judged.length).toBeGreaterThan(3);
    for (const { extId, label, confidence } of judged) {
      expect(lowered.get(`${extId} ${label}`) ?? 0).toBeLessThan(confidence);
    }
  });

  it('gives the same scores when the history is scored anew with the same log', async () => {
    const person = await registerPerson(house);
    await person.importFile(fileOf(earlier));
    await say(person, 'agree', 4);
    await person.importFile(fileOf(later));
    const live = await scoresOf(database, person.id);
    await query(database.adminUrl, 'DELETE FROM "ScoreCheckpoint" WHERE "userId" = $1', [person.id]);
    await query(
      database.adminUrl,
      `UPDATE "ScoreState" SET "dataVersion" = "dataVersion" + 1, status = 'due' WHERE "userId" = $1`,
      [person.id],
    );
    await house.queue.enqueue('scoreDecisions', { v: 1, userId: person.id });
    await house.drain();
    expect(await scoresOf(database, person.id)).toEqual(live);
  });

  it('counts for fills that are dated later and scored already', async () => {
    const late = await registerPerson(house);
    await late.importFile(fileOf([...earlier, ...later]));
    await say(late, 'dispute', 5);
    await house.queue.enqueue('scoreDecisions', { v: 1, userId: late.id });
    await house.drain();
    const early = await registerPerson(house);
    await early.importFile(fileOf(earlier));
    await say(early, 'dispute', 5);
    await early.importFile(fileOf(later));
    expect(plain(await tagsOf(late))).toEqual(plain(await tagsOf(early)));
  });

  it('on a tag of another person is answered as on one that does not exist', async () => {
    const owner = await registerPerson(house);
    await owner.importFile(fileOf(earlier));
    const [tag] = await tagsOf(owner);
    const other = await registerPerson(house);
    const answer = await other.browser.send('POST', `/v1/biases/tags/${tag?.id}/feedback`, {
      verdict: 'agree',
    });
    expect(answer.statusCode).toBe(404);
  });
});
