import { cleanup, screen } from '@testing-library/react';
import type { SymbolSummary } from '@twin/shared/dto/account';
import type { EpisodeDto } from '@twin/shared/dto/decision';
import type { SimulationResult } from '@twin/shared/dto/simulation';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PositionTable } from '../src/features/dashboard/PositionTable.tsx';
import { Terms } from '../src/features/simulation/Terms.tsx';
import { EpisodeFacts } from '../src/features/trades/EpisodeFacts.tsx';
import { sampleSummary } from './dashboardSamples.ts';
import { serve } from './fakeServer.ts';
import { renderScreen } from './renderScreen.tsx';
import { SESSION, SETTINGS, sampleEpisode } from './samples.ts';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const INVERSE = { symbol: 'BTC-USD', asset: 'BTC' };
const PERPETUAL = { symbol: 'JUP-USD', asset: 'USDC' };

describe('a result is in what the position is paid in, whatever its symbol is quoted in', () => {
  const showFacts = (change: Partial<EpisodeDto>) =>
    renderScreen(<EpisodeFacts episode={{ ...sampleEpisode(), ...change }} zone="UTC" />, '/position');

  it.each([
    [INVERSE, '-0.00000839', '−0.00000839 BTC'],
    [PERPETUAL, '-3651.88', '−3,651.88 USDC'],
    [{ symbol: 'BTC-USD', asset: 'USD' }, '-3651.88', '−$3,651.88'],
  ])('%o', (place, realisedPnl, shown) => {
    showFacts({ ...place, realisedPnl });
    expect(screen.getByText('Result, fees paid').nextElementSibling?.textContent).toBe(shown);
  });
});

describe('a price is in the quote of its symbol, whatever the result is paid in', () => {
  const open = { position: '10410', avgCost: '7944.829111971', realisedPnl: '-0.01785421' };

  it.each([
    [INVERSE, '$7,944.83', '−0.01785421 BTC'],
    [{ symbol: 'JUP-USDT', asset: 'USDC' }, '7,944.83 USDT', '−0.02 USDC'],
  ])('as the average cost of the open position in %o', (place, cost, result) => {
    const [line] = sampleSummary().bySymbol ?? [];
    const bySymbol: SymbolSummary[] = line ? [{ ...line, ...open, ...place }] : [];
    renderScreen(<PositionTable summary={sampleSummary({ bySymbol })} />, '/');
    expect(screen.getByText(cost)).toBeTruthy();
    expect(screen.getByText(result)).toBeTruthy();
  });

  it('as the price of an order that was not placed', async () => {
    serve({
      'GET /v1/auth/session': () => ({ body: SESSION }),
      'GET /v1/settings': () => ({ body: SETTINGS }),
    });
    const result: SimulationResult = {
      ...{ kind: 'wait', asset: 'BTC', horizons: [], benchmark: null, market: null, aliasOf: null },
      instead: { kind: 'limit', price: '7900', filledAt: null, share: null },
      ...{ fees: '0.00001', slippageBps: 2, candleCoverage: 1, unpricedFees: [] },
      asOf: '2025-03-20T00:00:00.000Z',
    };
    renderScreen(<Terms result={result} symbol="BTC-USD" />, '/chat');
    const order = await screen.findByText(/A limit order at/);
    expect(order.textContent).toBe('A limit order at $7,900.00, never reached');
  });
});
