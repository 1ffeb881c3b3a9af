import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { DashboardScreen } from '../src/features/dashboard/DashboardScreen.tsx';
import { sampleSummary } from './dashboardSamples.ts';
import { forgetCookies, serve } from './fakeServer.ts';
import { renderScreen } from './renderScreen.tsx';
import { SESSION, SETTINGS, sampleImport } from './samples.ts';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  forgetCookies();
});

it('a page without trades says that an import is running, and reads itself anew when it is done', async () => {
  let isDone = false;
  const calls = serve({
    'GET /v1/auth/session': () => ({ body: SESSION }),
    'GET /v1/settings': () => ({ body: SETTINGS }),
    'GET /v1/accounts': () => ({ body: { items: [], nextCursor: null } }),
    'GET /v1/account/summary': () => ({ body: sampleSummary({ trades: 0, byQuote: [], bySymbol: [] }) }),
    'GET /v1/imports': () => ({
      body: { items: [sampleImport(isDone ? 'done' : 'queued')], nextCursor: null },
    }),
  });
  renderScreen(<DashboardScreen />, '/');
  await screen.findByRole('heading', { name: 'An import is running' });
  expect(screen.queryByText('No trades yet')).toBeNull();
  isDone = true;
  await screen.findByRole('heading', { name: 'No trades yet' });
  await vi.waitFor(() =>
    expect(calls.filter(({ path }) => path === '/v1/account/summary').length).toBeGreaterThan(1),
  );
});
