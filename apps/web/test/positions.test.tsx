import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { PositionScreen } from '../src/features/positions/PositionScreen.tsx';
import { PositionsScreen } from '../src/features/positions/PositionsScreen.tsx';
import { EpisodeFacts } from '../src/features/trades/EpisodeFacts.tsx';
import { forgetCookies, serve } from './fakeServer.ts';
import { renderScreen } from './renderScreen.tsx';
import { SESSION, SETTINGS, sampleEpisode, sampleTrade } from './samples.ts';

const EPISODE = sampleEpisode();

const ROUTES = {
  'GET /v1/auth/session': () => ({ body: SESSION }),
  'GET /v1/settings': () => ({ body: SETTINGS }),
};

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  forgetCookies();
});

it('the list of positions is narrowed down by its address, says so in words, and each part can be taken out', async () => {
  const calls = serve({
    ...ROUTES,
    'GET /v1/episodes': () => ({ body: { items: [EPISODE], nextCursor: null } }),
  });
  renderScreen(<PositionsScreen />, '/positions?asset=USD&weekday=2&hour=14');
  const table = within(await screen.findByRole('table', { name: 'Positions' }));
  expect(table.getByText('−$502.50')).toBeTruthy();
  expect(table.getByRole('link').getAttribute('href')).toBe('/position?id=e1');
  const asked = calls.find(({ path }) => path === '/v1/episodes')?.query;
  expect([asked?.get('weekday'), asked?.get('hour')]).toEqual(['2', '14']);
  await userEvent.click(screen.getByRole('button', { name: /^opened on a Tuesday/ }));
  expect(window.location.search).toBe('?asset=USD&hour=14');
  expect(screen.getByRole('button', { name: /^opened from 14:00 to 14:59/ })).toBeTruthy();
});

it('a closed position whose opening is not in the history is not open: how long it was held is unknown', async () => {
  const closed = { ...EPISODE, id: 'e2', holdMs: null, realisedPnl: null };
  const running = { ...EPISODE, id: 'e3', holdMs: null, closedAt: null };
  serve({
    ...ROUTES,
    'GET /v1/episodes': () => ({ body: { items: [closed, running], nextCursor: null } }),
  });
  renderScreen(<PositionsScreen />, '/positions');
  const table = within(await screen.findByRole('table', { name: 'Positions' }));
  const held = table
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.querySelectorAll('td')[4]?.textContent);
  expect(held).toEqual(['unknown', 'open']);
});

it('an open position has no result yet: only what was realised of it, so far', async () => {
  const untouched = { ...EPISODE, id: 'e2', holdMs: null, closedAt: null, realisedPnl: '0.00' };
  const partly = { ...EPISODE, id: 'e3', holdMs: null, closedAt: null, realisedPnl: '12.5' };
  serve({
    ...ROUTES,
    'GET /v1/episodes': () => ({ body: { items: [untouched, partly, EPISODE], nextCursor: null } }),
  });
  renderScreen(<PositionsScreen />, '/positions');
  const table = within(await screen.findByRole('table', { name: 'Positions' }));
  const results = table
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.querySelectorAll('td')[5]?.textContent);
  expect(results).toEqual(['open', 'open, +$12.50 so far', '−$502.502 h']);
});

it('an open position is not from flat to flat', () => {
  renderScreen(
    <EpisodeFacts episode={{ ...EPISODE, closedAt: null, holdMs: null }} zone="UTC" />,
    '/position',
  );
  expect(screen.getByRole('heading').textContent).toBe('Its position, still open since 2025-03-01 10:00:00');
  cleanup();
  renderScreen(<EpisodeFacts episode={EPISODE} zone="UTC" />, '/position');
  expect(screen.getByRole('heading').textContent).toBe('Its position, from flat to flat');
});

it('the zone of the times is named without a distance from UTC, which is another one in summer', async () => {
  serve({
    ...ROUTES,
    'GET /v1/settings': () => ({ body: { ...SETTINGS, timeZone: 'America/New_York' } }),
    'GET /v1/episodes': () => ({ body: { items: [EPISODE], nextCursor: null } }),
  });
  renderScreen(<PositionsScreen />, '/positions');
  expect(await screen.findByText(/times in America\/New_York$/)).toBeTruthy();
});

it('a position without candles still shows every fill, each leading to its decision', async () => {
  serve({
    ...ROUTES,
    'GET /v1/episodes/e1': () => ({
      body: {
        episode: EPISODE,
        fills: [sampleTrade(1), sampleTrade(2)].map((fill) => ({ ...fill, positionAfter: null })),
        fillCount: 2,
        candles: [],
        barMs: null,
        isCut: false,
      },
    }),
  });
  renderScreen(<PositionScreen />, '/position?id=e1');
  const fills = within(await screen.findByRole('table', { name: 'Fills of the position' }));
  expect(fills.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual([
    '/trades?id=t1',
    '/trades?id=t2',
  ]);
  expect(screen.getByText('No candles of BTC-USD at that time')).toBeTruthy();
});
