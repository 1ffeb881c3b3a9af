import type { CoachAnswer } from '@twin/shared/dto/coach';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson } from './support/testHouse.ts';
import { HEADER } from './support/writtenHistory.ts';

const house = await createTestHouse(await createTestDatabase());

const ROWS = [
  'a,2024-01-02T00:00:00Z,BTC-USD,buy,1,100,0,USD,,,',
  'b,2024-01-03T00:00:00Z,BTC-USD,sell,1,130,0,USD,,,',
  'c,2024-01-09T00:00:00Z,BTC-USD,buy,1,100,0,USD,,,',
  'd,2024-01-10T00:00:00Z,BTC-USD,sell,1,80,0,USD,,,',
  'e,2024-03-01T00:00:00Z,BTC-USD,buy,1,100,1,USD,,,',
];

describe('what the coach tells of a week of +30, a week of -20 and a purchase two months later', () => {
  let person: Person;
  beforeAll(async () => {
    person = await registerPerson(house);
    await person.importFile([HEADER, ...ROWS].join('\n'));
  });

  const answerTo = async (text: string) =>
    (await person.browser.send('POST', '/v1/coach/messages', { text })).json<CoachAnswer>().reply.text;

  it('has the lost 20 and the Monday of their week as the worst week', async () => {
    expect(await answerTo('Show me my worst week')).toBe(
      'Your lowest week began on 8 Jan 2024: −20.00 USD over 2 trades.',
    );
  });

  it('has each amount once as the result', async () => {
    expect(await answerTo('How are my results?')).toBe(
      'Realised: 10.00 USD after fees. Fees so far, those of open positions included: 1.00 USD. ' +
        'Of 2 closed positions of known result, 50 % closed with a gain.',
    );
  });

  it('sets the decisions of the newest 30 days against those before', async () => {
    expect(await answerTo('Am I improving?')).toBe(
      'In the newest 30 days: 0 tagged decisions of 1 decision; before that: 0 tagged decisions of 4 decisions. ' +
        'That is too little on either side to call it a change.',
    );
  });
});
