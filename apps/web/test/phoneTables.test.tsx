import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { CalendarPanel } from '../src/features/dashboard/CalendarPanel.tsx';
import { PositionTable } from '../src/features/dashboard/PositionTable.tsx';
import { CALENDAR, sampleSummary } from './dashboardSamples.ts';
import { forgetCookies, serve } from './fakeServer.ts';
import { renderScreen } from './renderScreen.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  forgetCookies();
});

/** The texts of a row's cells that a phone shows: happy-dom hides nothing by class. */
function onPhone(row: Element | undefined): string[] {
  const cells = [...(row?.children ?? [])];
  return cells.filter(({ className }) => !/hidden/.test(className)).map(({ textContent }) => textContent);
}

it('a phone shows the symbol and its net result; what is held stands below the symbol, and nothing when flat', () => {
  const summary = sampleSummary();
  const [flat] = summary.bySymbol ?? [];
  if (!flat) throw new Error('the sample has a symbol');
  const open = { ...flat, symbol: 'SOL-USD', position: '-2.5', avgCost: '100', realisedPnl: '12.5' };
  renderScreen(<PositionTable summary={{ ...summary, bySymbol: [flat, open] }} />, '/');
  const rows = within(screen.getByRole('table', { name: 'Positions by symbol' })).getAllByRole('row');
  expect(rows.map(onPhone)).toEqual([
    ['Symbol', 'Net result'],
    ['SOL-USDholds −2.5', '+$12.50'],
    ['BTC-USD', '−$2,014.31'],
  ]);
});

it('on a phone every week and the month have a row with the exact total', async () => {
  serve({ 'GET /v1/account/calendar': () => ({ body: CALENDAR }) });
  renderScreen(<CalendarPanel account={undefined} asset="USD" lastMonth={CALENDAR.month} />, '/');
  const table = within(await screen.findByRole('table', { name: /^Results of/ }));
  const totals = table.getAllByRole('row').filter(({ className }) => className === 'sm:hidden');
  const texts = totals.map(({ textContent }) => textContent);
  expect(texts).toContain('Week: 0 fills');
  expect(texts).toContain('Week: 2 fills+$69.95');
  expect(texts.at(-1)).toBe('Month: 2 fills+$69.95');
});
