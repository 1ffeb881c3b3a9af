import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { AccountSummary, TradingAccountDto } from '@twin/shared/dto/account';
import type { BiasReportAnswer } from '@twin/shared/dto/bias';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DashboardScreen } from '../src/features/dashboard/DashboardScreen.tsx';
import {
  BIASES,
  BREAKDOWN,
  CALENDAR,
  EQUITY,
  OUTCOMES,
  sampleSummary,
  TIMELINE,
} from './dashboardSamples.ts';
import { serve } from './fakeServer.ts';
import { renderScreen, SeesEverything } from './renderScreen.tsx';
import { SESSION, SETTINGS, sampleTrade } from './samples.ts';

/** Lazily loaded parts come from disk here. */
const LATE = { timeout: 10_000 };

/** happy-dom lays nothing out. */
beforeEach(() => {
  for (const side of ['clientWidth', 'offsetWidth'] as const)
    vi.spyOn(HTMLElement.prototype, side, 'get').mockReturnValue(900);
  for (const side of ['clientHeight', 'offsetHeight'] as const)
    vi.spyOn(HTMLElement.prototype, side, 'get').mockReturnValue(400);
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function open(
  summary: AccountSummary = sampleSummary(),
  address = '/',
  accounts: readonly TradingAccountDto[] = [],
  biases: BiasReportAnswer = BIASES,
) {
  const tagged = { ...sampleTrade(1), tags: [{ id: 'tag1', label: 'fomo_chase', confidence: 0.71 }] };
  const calls = serve({
    'GET /v1/auth/session': () => ({ body: SESSION }),
    'GET /v1/settings': () => ({ body: SETTINGS }),
    'GET /v1/accounts': () => ({ body: { items: accounts, nextCursor: null } }),
    'GET /v1/account/summary': () => ({ body: summary }),
    'GET /v1/account/equity': () => ({ body: EQUITY }),
    'GET /v1/account/calendar': () => ({ body: CALENDAR }),
    'GET /v1/account/outcomes': () => ({ body: OUTCOMES }),
    'GET /v1/account/breakdown': () => ({ body: BREAKDOWN }),
    'GET /v1/biases': () => ({ body: biases }),
    'GET /v1/biases/timeline': () => ({ body: TIMELINE }),
    'GET /v1/trades': () => ({ body: { items: [tagged], nextCursor: null } }),
  });
  vi.stubGlobal('IntersectionObserver', SeesEverything);
  renderScreen(<DashboardScreen />, address);
  return { calls, user: userEvent.setup() };
}

async function panel(name: string) {
  return within(await screen.findByRole('region', { name }, LATE));
}

describe('an account that trades like a program', () => {
  const robot: TradingAccountDto = {
    ...{ id: 'account1', name: 'Robot', timeZone: null, createdAt: '2026-01-01T00:00:00.000Z' },
    ...{ looksAutomated: true, tradedBy: null },
  };

  it('is asked about, beside the patterns that it would distort', async () => {
    open(sampleSummary(), '/', [robot]);
    const question = await screen.findByText(/^Robot trades at all hours or like clockwork/, {}, LATE);
    expect(within(question).getByRole('link', { name: 'Say who trades it' }).getAttribute('href')).toBe(
      '/settings',
    );
  });

  it('is not asked about once the person has said who trades it', async () => {
    open(sampleSummary(), '/', [{ ...robot, tradedBy: 'person' }]);
    await panel('Result in USD');
    await screen.findByRole('region', { name: 'Patterns' }, LATE);
    expect(screen.queryByText(/like clockwork/)).toBeNull();
  });
});

describe('the headline', () => {
  it('tells net, gross and fees apart, to the cent', async () => {
    open();
    const strip = await panel('Result in USD');
    for (const text of ['−$2,014.31', '−$1,788.21', '$226.10', '$2,481.41']) strip.getByText(text);
  });

  it('gives each win rate its interval and the n that it was counted over', async () => {
    open();
    const strip = await panel('Result in USD');
    strip.getByText('48%');
    strip.getByText('38% to 59%, n = 89');
    strip.getByText('56%');
    strip.getByText('45% to 67%, n = 75');
    strip.getByText('gains ÷ losses, n = 89');
  });

  it('speaks of a single closed position as one', async () => {
    const byQuote = sampleSummary().byQuote.map((quote) => ({ ...quote, episodes: 1 }));
    open(sampleSummary({ byQuote }));
    (await panel('Result in USD')).getByText('fills, 1 closed position');
  });

  it('shows one asset at a time, and the address says which', async () => {
    const [usd] = sampleSummary().byQuote;
    const byQuote = usd ? [usd, { ...usd, asset: 'BTC', realisedPnl: '0.00000001' }] : [];
    const { user } = open(sampleSummary({ byQuote }));
    await user.selectOptions(await screen.findByLabelText('Quote asset'), 'BTC');
    (await panel('Result in BTC')).getByText('+0.00000001');
    expect(screen.queryByRole('region', { name: 'Result in USD' })).toBeNull();
    expect(window.location.search).toBe('?asset=BTC');
  });

  it('lists transfers from and to elsewhere, whose coins no purchase explains', async () => {
    const unmatched = [
      { asset: 'ETH', way: 'in' as const, count: 2, qty: '3' },
      { asset: 'BTC', way: 'out' as const, count: 1, qty: '0.5' },
    ];
    open(sampleSummary({ transfers: { matched: 1, unmatched } }));
    const lines = (await panel('Not in the sums above')).getAllByRole('listitem');
    expect(lines.map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/^2 transfers of 3 ETH came from outside .* unknown when it is sold/),
      expect.stringMatching(/^A transfer of 0.5 BTC went outside .* counts as held/),
    ]);
  });

  it('says that newer numbers are on their way', async () => {
    open(sampleSummary({ isUpdating: true }));
    expect(await screen.findByText(/newer numbers are being computed/)).toBeTruthy();
  });

  it('offers the first step where there is nothing yet', async () => {
    open(sampleSummary({ trades: 0, byQuote: [], bySymbol: [] }));
    const link = await screen.findByRole('link', { name: 'Import a file' });
    expect(link.getAttribute('href')).toBe('/imports');
  });
});

describe('the part of a pattern in the result', () => {
  it('names the fees that it does not contain, as nobody knows their worth', async () => {
    const [, , report] = BIASES.items;
    if (!report?.cost) throw new Error('the sample has a cost');
    const unpricedFees = [{ asset: 'BNB', amount: '0.800000000000000001' }];
    const items = [{ ...report, cost: { ...report.cost, unpricedFees } }];
    open(sampleSummary(), '/', [], { ...BIASES, items });
    await screen.findAllByRole('link', { name: 'Chasing a move' }, LATE);
    for (const name of ['Patterns', 'What each pattern cost, or brought'])
      expect((await panel(name)).getByText(/^without/).textContent).toBe(
        'without 0.8 BNB of fees that have no rate',
      );
  });

  it('says nothing of fees where all have a rate', async () => {
    open();
    await screen.findAllByRole('link', { name: 'Chasing a move' }, LATE);
    expect(screen.queryByText(/have no rate/)).toBeNull();
  });
});

describe('a chart', () => {
  it('says the same as its table, newest first', async () => {
    const { user } = open();
    const equity = await panel('Equity');
    const slider = await equity.findByRole('slider', {}, LATE);
    const spoken: string[] = [];
    slider.focus();
    for (const key of ['{Home}', '{ArrowRight}', '{ArrowRight}']) {
      await user.keyboard(key);
      spoken.push(slider.getAttribute('aria-valuetext') ?? '');
    }
    expect(spoken).toEqual([
      '2025-03-01, You +$100.00, Below the high $0.00',
      '2025-03-02, You +$80.05, Below the high $19.95',
      '2025-03-03, You +$150.00, Below the high $0.00',
    ]);
    await user.click(equity.getByRole('button', { name: 'Show as table' }));
    const rows = equity.getAllByRole('row').slice(1);
    expect(
      rows.map((row) =>
        within(row)
          .getAllByRole('cell')
          .map((cell) => cell.textContent),
      ),
    ).toEqual([
      ['2025-03-03', '+$150.00', '$0.00'],
      ['2025-03-02', '+$80.05', '$19.95'],
      ['2025-03-01', '+$100.00', '$0.00'],
    ]);
  });

  it('says what its days stand on', async () => {
    open();
    const equity = await panel('Equity');
    await equity.findByText(
      /^n = 3 days, all of them valued at market prices throughout\. Your twin/,
      {},
      LATE,
    );
  });

  it('is read by keyboard and keeps within its ends', async () => {
    const { user } = open();
    const slider = await (await panel('Equity')).findByRole('slider', {}, LATE);
    expect(slider.getAttribute('aria-valuenow')).toBe('2');
    slider.focus();
    await user.keyboard('{ArrowRight}');
    expect(slider.getAttribute('aria-valuenow')).toBe('2');
    await user.keyboard('{PageDown}{ArrowLeft}');
    expect(slider.getAttribute('aria-valuenow')).toBe('0');
  });

  it('counts patterns week by week with their mean confidence', async () => {
    open();
    const slider = await (await panel('Patterns week by week')).findByRole('slider', {}, LATE);
    expect(slider.getAttribute('aria-valuetext')).toBe('2025-03-03, Chasing a move 3 (71%)');
    (await panel('Patterns week by week')).getByText(/^n = 3 found in 1 week\./);
  });

  it('writes no style into the page, which the content policy would refuse', async () => {
    open();
    await (await panel('Equity')).findByRole('slider', {}, LATE);
    expect((await panel('Equity')).getByRole('slider').querySelectorAll('[style]')).toHaveLength(0);
  });
});

describe('how positions ended', () => {
  it('leads from each hour of the week to the positions opened then', async () => {
    open();
    const hours = await panel('Hours of the week');
    const cell = hours.getByRole('link', { name: 'Tuesday 14:00: −$120.50, 1 of 3 won' });
    expect(cell.getAttribute('href')).toBe('/positions?asset=USD&weekday=2&hour=14');
  });

  it('gives every distribution its n and its unit', async () => {
    open();
    (await panel('Returns')).getByText(/n = 5 closed positions/);
    (await panel('Time held')).getByText(/Half of the winners \(n = 2\) ended within 10 min/);
    (await panel('Worst and best moment')).getByText(/n = 1, the newest of 5/);
  });

  it('can be read as a table, each bar with its positions', async () => {
    const { user } = open();
    const returns = await panel('Returns');
    await user.click(returns.getByRole('button', { name: 'Show as table' }));
    const bar = returns.getByRole('link', { name: 'below 0%' });
    expect(bar.getAttribute('href')).toBe('/positions?asset=USD&returnTo=0');
  });

  it('is told apart by what the address says, with interval', async () => {
    const { calls, user } = open(sampleSummary(), '/?by=side');
    const breakdown = await panel('Breakdown');
    const row = await breakdown.findByRole('link', { name: 'Long' });
    expect(row.getAttribute('href')).toBe('/positions?asset=USD&side=long');
    expect(breakdown.getByTitle('95%: 12% to 77%, n = 5')).toBeTruthy();
    expect(calls.find(({ path }) => path === '/v1/account/breakdown')?.query.get('by')).toBe('side');
    await user.selectOptions(breakdown.getByLabelText('By'), 'label');
    expect(window.location.search).toBe('?by=label');
  });
});

describe('the calendar and the tagged trades', () => {
  it('lead every day to its fills', async () => {
    open();
    const calendar = await panel('Calendar');
    const day = await calendar.findByRole(
      'link',
      { name: /2025-03-03: \+\$69\.95, 2 fills, 1 pattern$/ },
      LATE,
    );
    expect(day.getAttribute('href')).toBe('/trades?from=2025-03-03&to=2025-03-03');
    calendar.getByText('Month, n = 2 fills');
  });

  it('ask for trades with any pattern, and open a decision beside the list', async () => {
    const { calls, user } = open();
    const trades = await panel('Trades with a pattern');
    const grid = await trades.findByRole('grid', {}, LATE);
    const asked = calls.find(({ path }) => path === '/v1/trades')?.query;
    expect(asked?.get('label')).toBe('any');
    grid.focus();
    await user.keyboard('j{Enter}');
    expect(window.location.search).toBe('?id=t1');
    expect(await screen.findByRole('complementary', { name: 'Decision' })).toBeTruthy();
    expect(trades.getByRole('grid')).toBe(grid);
  });
});
