import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TradesScreen } from '../src/features/trades/TradesScreen.tsx';
import { type FakeRoute, serve } from './fakeServer.ts';
import { renderScreen } from './renderScreen.tsx';
import { SESSION, SETTINGS, sampleDecision, sampleTrade } from './samples.ts';

const TOTAL = 1000;

/** A screen of 600 × 900 pixels: happy-dom lays nothing out. */
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(900);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(900);
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const tradePage: FakeRoute = ({ query }) => {
  const from = Number(query.get('cursor') ?? 0);
  const to = Math.min(TOTAL, from + Number(query.get('limit')));
  const items = Array.from({ length: to - from }, (_, offset) => sampleTrade(from + offset));
  return { body: { items, nextCursor: to < TOTAL ? String(to) : null } };
};

/** The first page of a file loads its modules. */
const LATE = { timeout: 10_000 };

async function openGrid(address = '/trades', settings: { timeZone: string } = SETTINGS) {
  const calls = serve({
    'GET /v1/auth/session': () => ({ body: SESSION }),
    'GET /v1/settings': () => ({ body: { ...SETTINGS, ...settings } }),
    'GET /v1/accounts': () => ({ body: { items: [], nextCursor: null } }),
    'GET /v1/trades': tradePage,
    'GET /v1/decisions/t1': () => ({ body: sampleDecision() }),
  });
  renderScreen(<TradesScreen />, address);
  const grid = await screen.findByRole('grid', {}, LATE);
  await waitFor(() => expect(within(grid).getAllByRole('row').length).toBeGreaterThan(10));
  return { grid, calls, user: userEvent.setup() };
}

describe('the trades grid', () => {
  it('draws the visible rows only, however many are loaded', async () => {
    const { grid } = await openGrid();
    expect(within(grid).getAllByRole('row').length).toBeLessThan(60);
  });

  it('keeps every one of several changes made faster than the screen is drawn', async () => {
    const { user } = await openGrid();
    await user.click(screen.getByText('Columns', { selector: 'summary *, summary' }));
    const boxes = ['Value', 'Fee'].map((name) => screen.getByRole('checkbox', { name }));
    const price = screen.getByRole('button', { name: 'Price' });
    for (const element of [...boxes, price, price]) element.click();
    const asked = new URLSearchParams(window.location.search);
    expect(asked.get('columns')?.split(',')).toEqual(expect.arrayContaining(['value']));
    expect(asked.get('columns')?.split(',')).not.toContain('fee');
    expect([asked.get('sort'), asked.get('order')]).toEqual(['price', 'asc']);
  });

  it('moves, opens and closes by keyboard, and the address follows', async () => {
    const { grid, user } = await openGrid();
    grid.focus();
    await user.keyboard('jj{ArrowDown}k');
    expect(grid.getAttribute('aria-activedescendant')).toBe('trade-t1');
    await user.keyboard('{Enter}');
    expect(window.location.search).toBe('?id=t1');
    expect(await screen.findByRole('complementary', { name: 'Decision' })).toBeTruthy();
    await user.keyboard('j');
    expect(window.location.search).toBe('?id=t2');
    await user.keyboard('{Escape}');
    expect(window.location.search).toBe('');
    expect(screen.queryByRole('complementary', { name: 'Decision' })).toBeNull();
  });

  it('gives every row an address that a new tab can open', async () => {
    const { grid } = await openGrid();
    const links = within(grid).getAllByRole('link');
    expect(links[0]?.getAttribute('href')).toBe('/trades?id=t0');
  });

  it('asks the server for what the address says', async () => {
    const { calls } = await openGrid('/trades?symbol=BTC-USD&label=size_drift&from=2025-03-01');
    const asked = calls.find(({ path }) => path === '/v1/trades')?.query;
    expect(asked?.get('symbol')).toBe('BTC-USD');
    expect(asked?.get('label')).toBe('size_drift');
    expect(asked?.get('since')).toBe('2025-03-01T00:00:00.000Z');
  });

  it('asks for a span of exact instants, says it on the clock of the person, and can let go of it', async () => {
    const span = 'since=2025-03-03T00:00:00.000Z&until=2025-03-10T00:00:00.000Z';
    const { calls, user } = await openGrid(`/trades?${span}`, { timeZone: 'America/New_York' });
    const asked = calls.find(({ path }) => path === '/v1/trades')?.query;
    expect(asked?.get('since')).toBe('2025-03-03T00:00:00.000Z');
    expect(asked?.get('until')).toBe('2025-03-10T00:00:00.000Z');
    await user.click(
      await screen.findByRole('button', { name: /^from 2025-03-02 19:00, before 2025-03-09 20:00/ }),
    );
    expect(window.location.search).toBe('');
  });

  it('names the zone of its times without a distance from UTC, which is another one in summer', async () => {
    await openGrid('/trades', { timeZone: 'America/New_York' });
    expect(await screen.findByText(/times in America\/New_York$/)).toBeTruthy();
  });

  it('is ordered by a click on a title, turned round by a second one, and the address follows', async () => {
    const { calls, user } = await openGrid();
    await user.click(screen.getByRole('button', { name: 'Price' }));
    expect(window.location.search).toBe('?sort=price');
    await user.click(await screen.findByRole('button', { name: /^Price/ }));
    expect(window.location.search).toBe('?sort=price&order=asc');
    await waitFor(() => {
      const asked = calls.findLast(({ path }) => path === '/v1/trades')?.query;
      expect([asked?.get('sort'), asked?.get('order')]).toEqual(['price', 'asc']);
    });
    const head = await screen.findByRole('columnheader', { name: /^Price/ });
    expect(head.getAttribute('aria-sort')).toBe('ascending');
  });

  it('has the columns that the address names', async () => {
    await openGrid('/trades?columns=time,symbol,value');
    const heads = screen.getAllByRole('columnheader').map(({ textContent }) => textContent);
    expect(heads).toEqual(['Time↓', 'Symbol', 'Value']);
  });
});

describe('the decision beside the grid', () => {
  const panel = () => screen.findByRole('complementary', { name: 'Decision' });
  const heading = () => screen.getByRole('heading', { name: 'Decision' });

  it('has the keyboard when its address opened it; Escape closes it and the grid has the keyboard', async () => {
    const { grid, user } = await openGrid('/trades?id=t1');
    await waitFor(() => expect(document.activeElement).toBe(heading()));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(grid));
    expect(window.location.search).toBe('');
  });

  it('is closed by Escape after a click into its text', async () => {
    const { grid, user } = await openGrid();
    grid.focus();
    await user.keyboard('jj{Enter}');
    await user.click(await within(await panel()).findByText('Patterns'));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(grid));
    expect(window.location.search).toBe('');
  });

  it('leaves the keyboard in the grid that shows one decision after the other', async () => {
    const { grid, user } = await openGrid();
    grid.focus();
    await user.keyboard('jj{Enter}');
    await panel();
    expect(document.activeElement).toBe(grid);
    await user.keyboard('j');
    expect(document.activeElement).toBe(grid);
  });

  it('takes the keyboard from a grid that it covers, and gives it back when it is closed', async () => {
    const narrow = document.createElement('style');
    narrow.textContent = '.fixed { position: fixed }';
    document.head.append(narrow);
    const { grid, user } = await openGrid();
    grid.focus();
    await user.keyboard('jj{Enter}');
    await waitFor(() => expect(document.activeElement).toBe(heading()));
    await user.click(screen.getByRole('button', { name: /^Close/ }));
    await waitFor(() => expect(document.activeElement).toBe(grid));
    narrow.remove();
  });
});
