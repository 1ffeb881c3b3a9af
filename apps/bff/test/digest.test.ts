import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { verifyText } from '@twin/engine/coach/verifier';
import { composeDigest } from '@twin/engine/digest/composeDigest';
import type { DigestDto, DigestPage } from '@twin/shared/dto/digest';
import { describe, expect, it } from 'vitest';
import { readPayload } from '../src/modules/digest/digestPayload.ts';
import { bundled } from './support/childProcess.ts';
import { codeOf, TestClock } from './support/testApi.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, eventsOf, type Person, registerPerson } from './support/testHouse.ts';
import { HEADER, historyRows } from './support/writtenHistory.ts';

const DAY = 86_400_000;
const database = await createTestDatabase();
/** A Tuesday, weeks after the first written trade. */
const clock = new TestClock(Date.parse('2024-03-26T12:00:00Z'));
const house = await createTestHouse(database, { clock });

const ROWS = historyRows({ fills: 900, seed: 12, startMs: Date.UTC(2024, 0, 1) });
const file = (rows: readonly string[]): string => [HEADER, ...rows].join('\n').concat('\n');
const timeOf = (row: string): number => Date.parse(row.split(',')[1] ?? '');
const until = (ms: number): string[] => ROWS.filter((row) => timeOf(row) < ms);

const digestsOf = async (person: Person) => (await person.get<DigestPage>('/v1/digests')).items;
const readyOf = async (person: Person) =>
  (await eventsOf(database, person.id))
    .filter(({ type }) => type === 'digest.ready')
    .map(({ payload }) => payload);

/** What the sweeper does for one person. */
async function sweep(person: Person): Promise<void> {
  const due = await house.house.due.reduce<Promise<number>>(async (sum, source) => {
    const jobs = (await source()).filter(
      (job) => 'userId' in job.payload && job.payload.userId === person.id,
    );
    for (const job of jobs)
      await house.queue.enqueue(job.name, job.payload as never, { dedupeKey: job.dedupeKey });
    return (await sum) + jobs.length;
  }, Promise.resolve(0));
  if (due > 0) await house.drain();
}

async function personWithHistory(rows: readonly string[]): Promise<Person> {
  const person = await registerPerson(house);
  await person.importFile(file(rows));
  return person;
}

/** What the command for whoever runs the service prints, as a process of its own. */
async function operate(...args: string[]): Promise<string> {
  const script = await bundled('../../src/operate.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], { env: house.variables });
  return stdout;
}

describe('the weekly digest', () => {
  it('is written once for the last finished week, with one event, however often and late it is looked for', async () => {
    const person = await personWithHistory(until(clock.now().getTime()));
    await sweep(person);
    await sweep(person);
    await house.queue.enqueue('writeDigests', { v: 1, userId: person.id });
    await house.drain();
    const [digest, ...others] = await digestsOf(person);
    expect(others).toEqual([]);
    expect(digest).toMatchObject({
      periodStart: '2024-03-18T00:00:00.000Z',
      periodEnd: '2024-03-25T00:00:00.000Z',
      revision: 1,
      changes: [],
    });
    expect(verifyText(digest?.text ?? '', (digest?.facts ?? {}) as never)).toEqual([]);
    expect(await readyOf(person)).toEqual([
      { digestId: digest?.id, periodEnd: '2024-03-25T00:00:00.000Z', revision: 1 },
    ]);
  });

  it('tells of a rule that was kept, and not of one that was broken or began later', async () => {
    const person = await personWithHistory(until(clock.now().getTime()));
    const promise = (kind: string, params: object) =>
      person.browser.send('POST', '/v1/rules', { kind, params, active: true });
    await promise('max_trades_per_day', { trades: 1 });
    await promise('max_position_notional', { asset: 'USD', notional: '1000000000' });
    await promise('max_trades_per_day', { trades: 1000 });
    await house.drain();
    const since = (condition: string, ts: string) =>
      query(database.adminUrl, `UPDATE "Rule" SET since = $1 WHERE "userId" = $2 AND ${condition}`, [
        ts,
        person.id,
      ]);
    await since(`params->>'trades' IS DISTINCT FROM '1000'`, '2024-03-01T00:00:00Z');
    await since(`params->>'trades' = '1000'`, '2024-03-25T12:00:00Z');
    await sweep(person);
    const [digest] = await digestsOf(person);
    expect(digest?.parts.find(({ kind }) => kind === 'well')?.text).toBe(
      'What went well: your rule “No position above 1,000,000,000.00 USD” was kept all week.',
    );
  });

  it('counts what the journal counts for the same days', async () => {
    const person = await personWithHistory(until(clock.now().getTime()));
    await sweep(person);
    const [digest] = await digestsOf(person);
    const [row] = await query<{ decisions: number }>(
      database.adminUrl,
      `SELECT count(*)::int AS decisions FROM "Trade" WHERE "userId" = $1 AND id = "decisionId"
         AND ts >= '2024-03-18' AND ts < '2024-03-25'`,
      [person.id],
    );
    const span = 'since=2024-03-18T00:00:00.000Z&until=2024-03-25T00:00:00.000Z';
    const summary = await person.get<{ byQuote: { realisedPnl: string; fees: string }[] }>(
      `/v1/account/summary?${span}`,
    );
    expect(digest?.facts['decisions']?.value).toBe(String(row?.decisions));
    expect(Number(digest?.facts['result0']?.value)).toBe(Number(summary.byQuote[0]?.realisedPnl));
    expect(Number(digest?.facts['fees0']?.value)).toBe(Number(summary.byQuote[0]?.fees));
  });

  it('comes at Monday 07:00 of the person’s own clock, within a quarter of an hour', async () => {
    const local = new TestClock(Date.parse('2024-03-11T10:59:00Z'));
    const there = await createTestHouse(database, { clock: local });
    const person = await registerPerson(there);
    await person.browser.send('PATCH', '/v1/settings', { timeZone: 'America/New_York' });
    await person.importFile(file(until(local.now().getTime())));
    const run = async () => {
      await there.queue.enqueue('writeDigests', { v: 1, userId: person.id });
      await there.drain();
      return (await digestsOf(person)).map(({ periodEnd }) => periodEnd);
    };
    // The clocks went forward the day before: 07:00 is 11:00 UTC, and the week had 167 hours.
    expect(await run()).toEqual(['2024-03-04T05:00:00.000Z']);
    local.advance(16 * 60_000);
    expect(await run()).toEqual(['2024-03-11T04:00:00.000Z', '2024-03-04T05:00:00.000Z']);
    const [newest] = await digestsOf(person);
    expect((Date.parse(newest?.periodEnd ?? '') - Date.parse(newest?.periodStart ?? '')) / 3_600_000).toBe(
      167,
    );
  });

  it('is made up for after a downtime, one for each missed week', async () => {
    const own = new TestClock(Date.parse('2024-02-06T12:00:00Z'));
    const there = await createTestHouse(database, { clock: own });
    const person = await registerPerson(there);
    await person.importFile(file(ROWS));
    const run = async () => {
      await there.queue.enqueue('writeDigests', { v: 1, userId: person.id });
      await there.drain();
    };
    await run();
    own.advance(23 * DAY);
    await run();
    const rows = await query<{ end: string }>(
      database.adminUrl,
      'SELECT "periodEnd"::date::text AS end FROM "Digest" WHERE "userId" = $1 ORDER BY "periodEnd" DESC',
      [person.id],
    );
    expect(rows.map(({ end }) => end)).toEqual(['2024-02-26', '2024-02-19', '2024-02-12', '2024-02-05']);
  });

  it('tells a new person the last week in which they traded, however long ago, once its verdicts are there', async () => {
    const person = await personWithHistory(until(Date.UTC(2024, 1, 8)).slice(-40));
    await sweep(person);
    expect(await digestsOf(person)).toEqual([]);
    await house.queue.enqueue('reportBiases', { v: 1, userId: person.id });
    await house.drainWithReports();
    await sweep(person);
    await sweep(person);
    expect((await digestsOf(person)).map(({ periodEnd }) => periodEnd)).toEqual(['2024-02-12T00:00:00.000Z']);
  });

  it('tells who imports late the same, once, and no older week in the weeks without trades that follow', async () => {
    const own = new TestClock(clock.now().getTime());
    const there = await createTestHouse(database, { clock: own });
    const person = await registerPerson(there);
    await person.browser.send('PATCH', '/v1/settings', { timeZone: 'America/New_York' });
    const run = async () => {
      await there.queue.enqueue('writeDigests', { v: 1, userId: person.id });
      await there.drain();
      return (await readyOf(person)).map((payload) => (payload as { periodEnd: string }).periodEnd);
    };
    expect(await run()).toEqual([]);
    await person.importFile(file(until(Date.UTC(2024, 1, 8))));
    own.advance(11 * 60_000);
    expect(await run()).toEqual(['2024-02-12T05:00:00.000Z']);
    own.advance(15 * DAY);
    expect(await run()).toEqual(['2024-02-12T05:00:00.000Z']);
  });

  it('that is asked for without a week is of the newest finished one with trades, on the person’s clock', async () => {
    const person = await personWithHistory([
      ...until(Date.UTC(2024, 1, 8)),
      // Of the week that is not over.
      ...until(Date.UTC(2024, 2, 26)).filter((row) => timeOf(row) >= Date.UTC(2024, 2, 25, 12)),
    ]);
    await person.browser.send('PATCH', '/v1/settings', { timeZone: 'America/New_York' });
    await house.drain();
    const ask = async () => (await person.browser.send('POST', '/v1/digests', {})).json<DigestDto>();
    const told = await ask();
    expect(told.periodEnd).toBe('2024-02-12T05:00:00.000Z');
    expect(await ask()).toEqual(told);
    await person.browser.send('PATCH', '/v1/settings', { timeZone: 'UTC' });
    await house.drain();
    expect(await ask()).toEqual(told);
    expect(await digestsOf(person)).toEqual([told]);
  });

  it('that is asked for where no finished week has trades says so, and what to do', async () => {
    const person = await registerPerson(house);
    const refused = await person.browser.send('POST', '/v1/digests', {});
    const message = 'No week that is over has a trade yet';
    const fix = 'Import your trades, or come back on the Monday after a week with trades.';
    expect(refused.json<{ error: unknown }>().error).toMatchObject({
      code: 'DIGEST_EMPTY',
      fields: [{ path: 'periodEnd', message, fix }],
    });
  });

  it('is revised with the difference after a late fill, and by nothing else', async () => {
    const late = ROWS.filter(
      (row) => timeOf(row) >= Date.UTC(2024, 2, 23) && timeOf(row) < Date.UTC(2024, 2, 25),
    );
    const own = new TestClock(clock.now().getTime());
    const there = await createTestHouse(database, { clock: own });
    const person = await registerPerson(there);
    const run = async () => {
      await there.queue.enqueue('writeDigests', { v: 1, userId: person.id });
      await there.drain();
      return (await digestsOf(person))[0];
    };
    await person.importFile(file(until(Date.UTC(2024, 2, 23))));
    const first = await run();
    await person.importFile(file(ROWS.filter((row) => timeOf(row) >= Date.UTC(2024, 2, 25))));
    expect(await run()).toEqual(first);
    await person.importFile(file(late));
    const revised = await run();
    expect(revised).toMatchObject({ id: first?.id, revision: 2 });
    expect(revised?.changes).toContainEqual({
      what: 'Decisions',
      before: first?.facts['decisions']?.text,
      after: revised?.facts['decisions']?.text,
    });
    expect(await run()).toEqual(revised);
    expect((await readyOf(person)).map(({ revision }) => revision)).toEqual([1, 2]);
  });

  it('is the same bytes when it is made again, from its kept input and from the tables', async () => {
    const person = await personWithHistory(until(clock.now().getTime()));
    await sweep(person);
    const [digest] = await digestsOf(person);
    const again = await person.browser.send('POST', '/v1/digests', {});
    expect(again.json()).toEqual(digest);
    const [row] = await query<{ payload: unknown }>(
      database.adminUrl,
      'SELECT payload FROM "Digest" WHERE "userId" = $1',
      [person.id],
    );
    const { input, digest: kept } = readPayload(row?.payload);
    expect(composeDigest(input)).toEqual(kept);
    expect(composeDigest(input).text).toBe(digest?.text);
  });

  it('is written again by who runs the service, the same bytes', async () => {
    const person = await personWithHistory(until(clock.now().getTime()));
    await sweep(person);
    const [digest] = await digestsOf(person);
    expect(await operate('write-digest', person.id, digest?.periodEnd ?? '')).toBe(
      `${JSON.stringify(digest)}\n`,
    );
  });

  it.each([
    ['Asia/Tokyo', '2024-03-24T15:00:00.000Z'],
    ['America/New_York', '2024-03-25T04:00:00.000Z'],
  ])('stays as it was told when the person moves to %s', async (timeZone, periodEnd) => {
    const person = await personWithHistory(until(clock.now().getTime()));
    await sweep(person);
    const told = await digestsOf(person);
    await person.browser.send('PATCH', '/v1/settings', { timeZone });
    await sweep(person);
    await sweep(person);
    const asked = await person.browser.send('POST', '/v1/digests', { periodEnd });
    expect(asked.statusCode).toBe(200);
    expect(await digestsOf(person)).toEqual(told);
  });

  it('of an unfinished or an empty week is refused, and one of another person not found', async () => {
    const person = await personWithHistory(until(clock.now().getTime()));
    const stranger = await registerPerson(house);
    const ask = (periodEnd: string) => person.browser.send('POST', '/v1/digests', { periodEnd });
    expect(codeOf(await ask('2024-03-31T00:00:00.000Z'))).toBe('DIGEST_UNFINISHED');
    expect(codeOf(await ask('2023-03-05T00:00:00.000Z'))).toBe('DIGEST_EMPTY');
    const made = await ask('2024-03-17T00:00:00.000Z');
    const refused = await stranger.browser.send('GET', `/v1/digests/${made.json<DigestDto>().id}`);
    expect([made.statusCode, refused.statusCode]).toEqual([200, 404]);
  });
});
