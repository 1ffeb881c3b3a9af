import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { RuleDto } from '@twin/shared/dto/rule';
import type { BacktestResult, SimulationDto } from '@twin/shared/dto/simulation';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RulesScreen } from '../src/features/rules/RulesScreen.tsx';
import { type FakeRoute, serve } from './fakeServer.ts';
import { renderScreen } from './renderScreen.tsx';
import { SESSION, SETTINGS } from './samples.ts';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const RULE: RuleDto = {
  id: 'r1',
  kind: 'max_trades_per_day',
  params: { trades: 2 },
  active: true,
  createdAt: '2025-03-01T00:00:00.000Z',
  since: '2025-03-01T00:00:00.000Z',
  adherence: {
    days: [
      { date: '2025-02-28', checked: 3, breached: 1 },
      { date: '2025-03-03', checked: 2, breached: 0 },
    ],
    unknown: 1,
    beforeAfter: {
      ...{ before: 120, after: 90, rateBefore: 0.3, rateAfter: 0.1, difference: -0.2 },
      ...{ ciLow: -0.3, ciHigh: -0.05, startedHigh: true },
    },
  },
  breaches: [{ tradeId: 't9', symbol: 'BTC-USD', ts: '2025-03-02T10:00:00.000Z' }],
  breachCount: 1,
};

const CHANGE = {
  ...{ asset: 'USD', value: '110', ciLow: '-120', ciHigh: '340', fees: '20', opportunity: '90' },
  ...{ isMeasurable: false, decisions: 14, paidOff: 9, unfinished: 0, unpricedFees: [] },
};
const BACKTEST: BacktestResult = {
  ...{ kind: 'backtest', checked: 200, unknown: 0, blocked: 14, blockedWinners: 9, examples: ['t1', 't2'] },
  changes: [CHANGE],
  halves: [[{ ...CHANGE, value: '-40' }], [{ ...CHANGE, value: '150' }]],
  isSplit: true,
  asOf: '2025-03-05T00:00:00.000Z',
};
const TESTED: SimulationDto = {
  ...{ id: 's1', kind: 'backtest', decisionId: '', status: 'done', result: null, reason: null },
  backtest: BACKTEST,
};

function openRules(routes: Record<string, FakeRoute>, address = '/rules') {
  const calls = serve({
    'GET /v1/auth/session': () => ({ body: SESSION }),
    'GET /v1/settings': () => ({ body: SETTINGS }),
    'GET /v1/rules': () => ({ body: { items: [], nextCursor: null } }),
    'POST /v1/rules/backtest': () => ({ body: { simulation: TESTED } }),
    ...routes,
  });
  renderScreen(<RulesScreen />, address);
  return { calls, user: userEvent.setup() };
}

describe('a rule that was made', () => {
  const list = () => ({ body: { items: [RULE], nextCursor: null } });

  it('shows how it was kept, what broke it, and doubts its own success', async () => {
    openRules({ 'GET /v1/rules': list });
    const panel = within(await screen.findByRole('region', { name: 'At most 2 entries a day' }));
    expect(panel.getByRole('img').getAttribute('aria-label')).toContain('kept in 4 of 5 decisions on 2 days');
    expect(panel.getByText(/^Kept in 4 of 5 decisions, .* The stronger the colour/)).toBeTruthy();
    expect(panel.getByText(/^For 1 decision it cannot be said/)).toBeTruthy();
    expect(panel.getByText('Broken 1 time since it counts')).toBeTruthy();
    expect(panel.getByText(/Broken in 30% of 120 decisions before, in 10% of 90 since/)).toBeTruthy();
    expect(panel.getByText(/After a bad spell a better one follows by itself/)).toBeTruthy();
    expect(panel.getByRole('link', { name: /BTC-USD/, hidden: true }).getAttribute('href')).toBe(
      '/trades?id=t9',
    );
  });

  it('shows by itself how it was kept once the history has been looked through', async () => {
    let asked = 0;
    const unchecked = { ...RULE, adherence: null, breaches: [], breachCount: 0 };
    openRules({
      'GET /v1/rules': () => ({ body: { items: [asked++ === 0 ? unchecked : RULE], nextCursor: null } }),
    });
    await screen.findByText('Your history is being looked through.');
    expect(await screen.findByText(/^Kept in 4 of 5 decisions/)).toBeTruthy();
    expect(asked).toBe(2);
  });

  it('says rates and a difference that add up as they are shown', async () => {
    const beforeAfter = {
      ...{ before: 120, after: 90, rateBefore: 0.2353, rateAfter: 0.3139, difference: 0.0786 },
      ...{ ciLow: -0.0049, ciHigh: 0.162, startedHigh: false },
    };
    const adherence = { days: [], unknown: 0, beforeAfter };
    const items = [{ ...RULE, adherence }];
    openRules({ 'GET /v1/rules': () => ({ body: { items, nextCursor: null } }) });
    expect((await screen.findByText(/^Broken in 24%/)).textContent).toBe(
      'Broken in 24% of 120 decisions before, in 31% of 90 since: +7 points, likely between 0 points and +16 points.',
    );
  });

  it('is switched off, and deleted only after the question was answered', async () => {
    const { calls, user } = openRules({
      'GET /v1/rules': list,
      'PATCH /v1/rules/r1': () => ({ body: { rule: { ...RULE, active: false } } }),
      'DELETE /v1/rules/r1': () => ({ status: 204 }),
    });
    await user.click(await screen.findByRole('button', { name: 'Switch off' }));
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    expect(calls.some(({ method }) => method === 'DELETE')).toBe(false);
    expect(screen.getByText(/with the record of how you kept it \(broken 1 time\)/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Delete the rule' }));
    const changes = calls.filter(({ method }) => method === 'PATCH' || method === 'DELETE');
    expect(changes.map(({ method, body }) => [method, body])).toEqual([
      ['PATCH', { active: false }],
      ['DELETE', undefined],
    ]);
  });
});

describe('a new rule', () => {
  it('begins with the one that fits a pattern and says by itself what it would have done before it is made', async () => {
    const { calls } = openRules({}, '/rules?pattern=revenge_trade');
    expect((await screen.findByLabelText<HTMLInputElement>('Minutes')).value).toBe('240');
    const outcome = await screen.findByRole('region', { name: 'Back-test' });
    expect(outcome.textContent).toContain('it would have changed 14, 9 of them winners');
    expect(outcome.textContent).toContain('likely between −$120.00 and +$340.00');
    expect(outcome.textContent).toContain('no measurable difference');
    expect(outcome.textContent).toContain('most often luck');
    expect(outcome.textContent).toContain('Only 14 decisions');
    expect(calls.find(({ path }) => path === '/v1/rules/backtest')?.body).toEqual({
      kind: 'cooldown_after_loss',
      params: { minutes: 240 },
    });
    expect(calls.some(({ method, path }) => method === 'POST' && path === '/v1/rules')).toBe(false);
  });

  it('says which fees are in no amount, as nobody knows their worth', async () => {
    const unpricedFees = [{ asset: 'BNB', amount: '0.8' }];
    const backtest = { ...BACKTEST, changes: [{ ...CHANGE, unpricedFees }] };
    openRules(
      { 'POST /v1/rules/backtest': () => ({ body: { simulation: { ...TESTED, backtest } } }) },
      '/rules?pattern=revenge_trade',
    );
    const outcome = await screen.findByRole('region', { name: 'Back-test' });
    expect(outcome.textContent).toContain('Without 0.8 BNB of fees that have no rate.');
  });

  it('that is a stop counts positions, as it is about them', async () => {
    const { user } = openRules({}, '/rules?pattern=disposition_effect');
    await screen.findByRole('region', { name: 'Back-test' });
    const { textContent } = screen.getByRole('region', { name: 'Back-test' });
    expect(textContent).toContain('Of 200 positions that it concerns');
    expect(textContent).toContain('Only 14 positions');
    await user.selectOptions(screen.getByLabelText('Kind'), 'max_trades_per_day');
    await user.click(screen.getByRole('button', { name: 'See what it would have done' }));
    const other = await screen.findByRole('region', { name: 'Back-test' });
    expect(other.textContent).toContain('Of 200 decisions that it concerns');
  });

  it('is made with what was typed, and cannot be with what does not fit', async () => {
    const { calls, user } = openRules({
      'POST /v1/rules': () => ({ status: 201, body: { rule: RULE } }),
    });
    const field = await screen.findByLabelText('Entries at most');
    await user.clear(field);
    expect(screen.getByRole('button', { name: 'Make this rule' })).toHaveProperty('disabled', true);
    await user.type(field, '2');
    await user.click(screen.getByRole('button', { name: 'Make this rule' }));
    expect(await screen.findByText(/Made. It counts from now on/)).toBeTruthy();
    expect(calls.find(({ method, path }) => method === 'POST' && path === '/v1/rules')?.body).toEqual({
      ...{ kind: 'max_trades_per_day', params: { trades: 2 }, active: true },
    });
  });
});
