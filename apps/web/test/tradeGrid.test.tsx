import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TradesScreen } from '../src/features/trades/TradesScreen.tsx';
import { type FakeRoute, serve } from './fakeServer.ts';
import { renderScreen } from './renderScreen.tsx';
import { SESSION, SETTINGS, sampleTrade } from './samples.ts';

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

async function openGrid(address = '/trades') {
  const calls = serve({
    'GET /v1/auth/session': () => ({ body: SESSION }),
    'GET /v1/settings': () => ({ body: SETTINGS }),
    'GET /v1/accounts': () => ({ body: { items: [], nextCursor: null } }),
    'GET /v1/trades': tradePage,
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
