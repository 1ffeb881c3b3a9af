import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { SimulationDto, SimulationResult } from '@twin/shared/dto/simulation';
import { afterEach, describe, expect, it, vi } from 'vitest';
import SimulationModal from '../src/features/simulation/SimulationModal.tsx';
import { type FakeRoute, failure, serve } from './fakeServer.ts';
import { renderScreen } from './renderScreen.tsx';
import { SESSION, SETTINGS, sampleCandles, sampleDecision } from './samples.ts';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const complete = {
  complete: true,
  pathMaxAdverse: '-206.32',
  pathMaxFavourable: '227.04',
  pathMaxDrawdown: '310.5',
  marketNeutral: '12.5',
  missing: null,
};
const open = {
  complete: false,
  delta: null,
  pathMaxAdverse: null,
  pathMaxFavourable: null,
  pathMaxDrawdown: null,
  marketNeutral: null,
};

const RESULT: SimulationResult = {
  kind: 'hold',
  asset: 'USD',
  horizons: [
    { horizon: '1h', ...open, missing: 'no_candles' },
    { horizon: '24h', delta: '-49.72', ...complete },
    { horizon: '7d', delta: '1910.02', ...complete },
    { horizon: '30d', ...open, missing: 'not_over' },
  ],
  benchmark: { name: 'closing at a random time', delta: '-7.5', ciLow: '-90', ciHigh: '75' },
  market: { symbol: 'BTC-USD', beta: 1.25 },
  instead: null,
  fees: '7',
  slippageBps: 20,
  candleCoverage: 0.5,
  aliasOf: 'BTC-USDT',
  unpricedFees: [{ asset: 'BNB', amount: '0.01' }],
  asOf: '2025-03-20T00:00:00.000Z',
};

function simulation(change: Partial<SimulationDto>): SimulationDto {
  const base = {
    id: 's1',
    kind: 'hold',
    decisionId: 't2',
    status: 'done',
    result: null,
    backtest: null,
    reason: null,
  } as const;
  return { ...base, ...change };
}

function openModal(routes: Record<string, FakeRoute>, onClose = () => {}) {
  const calls = serve({
    'GET /v1/auth/session': () => ({ body: SESSION }),
    'GET /v1/settings': () => ({ body: SETTINGS }),
    'GET /v1/decisions/t2': () => ({ body: sampleDecision() }),
    ...routes,
  });
  renderScreen(<SimulationModal decisionId="t2" onClose={onClose} />, '/chat?simulate=t2');
  return { calls, user: userEvent.setup() };
}

const rowOf = (name: string) => screen.getByRole('cell', { name }).closest('tr')?.textContent;

describe('the simulation', () => {
  it('shows each horizon with its path, and why one has no number', async () => {
    openModal({ 'POST /v1/simulations': () => ({ body: { simulation: simulation({ result: RESULT }) } }) });
    await screen.findByRole('table', { name: 'Difference by horizon' });
    expect(rowOf('1 hour')).toContain('No candles cover it');
    expect(rowOf('24 hours')).toBe(
      '24 hours−$49.72without the market+$12.50−$206.32 to +$227.04deepest fall$310.50$310.50+$12.50',
    );
    expect(rowOf('7 days')).toContain('+$1,910.02');
    expect(rowOf('30 days')).toContain('Not over yet');
  });

  it('names what the numbers include, what stood in, and what they leave out', async () => {
    openModal({ 'POST /v1/simulations': () => ({ body: { simulation: simulation({ result: RESULT }) } }) });
    expect(await screen.findByText(/20\.0 basis points/)).toBeTruthy();
    expect(screen.getByText('2 of 4 horizons (50%)')).toBeTruthy();
    expect(screen.getByText(/Candles of BTC-USDT were used/)).toBeTruthy();
    expect(screen.getByText(/0\.01 BNB: no rate of it to USD/)).toBeTruthy();
  });

  it('stands beside chance and the market', async () => {
    openModal({ 'POST /v1/simulations': () => ({ body: { simulation: simulation({ result: RESULT }) } }) });
    const chance = await screen.findByText(/Against chance/);
    expect(chance.textContent).toContain('closing at a random time, drawn 1,000 times');
    expect(chance.textContent).toContain('by −$7.50 on average');
    expect(screen.getByText(/BTC-USD; BTC-USD moved 1\.25 times as much/)).toBeTruthy();
  });

  it.each(['skip', 'wait', 'plan', 'size'] as const)(
    'says nothing of random closing times about "%s", which keeps or drops the entry',
    async (kind) => {
      const result = { ...RESULT, kind };
      openModal({ 'POST /v1/simulations': () => ({ body: { simulation: simulation({ kind, result }) } }) });
      await screen.findByRole('table', { name: 'Difference by horizon' });
      expect(screen.queryByText(/Against chance/)).toBeNull();
    },
  );

  it('names the asset of every amount', async () => {
    const result = { ...RESULT, asset: 'USDC' };
    openModal({ 'POST /v1/simulations': () => ({ body: { simulation: simulation({ result }) } }) });
    await screen.findByRole('columnheader', { name: 'Difference, USDC' });
    expect(screen.getByRole('columnheader', { name: 'Deepest fall, USDC' })).toBeTruthy();
    expect(screen.getByText(/Against chance/).textContent).toContain('−90.00 USDC and +75.00 USDC');
    expect(screen.getByText('Fees counted').nextElementSibling?.textContent).toBe('7.00 USDC');
  });

  it('asks for another alternative and says what was done instead', async () => {
    const { calls, user } = openModal({
      'POST /v1/simulations': () => ({
        body: {
          simulation: simulation({
            result: {
              ...RESULT,
              kind: 'wait',
              instead: { kind: 'limit', price: '95', filledAt: null, share: null },
            },
          }),
        },
      }),
    });
    await user.click(await screen.findByRole('button', { name: 'Waited' }));
    expect((await screen.findByText(/A limit order at/)).textContent).toContain('never reached');
    const asked = calls.filter(({ method }) => method === 'POST').map(({ body }) => body);
    expect(asked.at(-1)).toEqual({ kind: 'wait', decisionId: 't2' });
  });

  it('waits for one that is being computed and then shows it', async () => {
    const { calls } = openModal({
      'POST /v1/simulations': () => ({ status: 202, body: { simulationId: 's1' } }),
      'GET /v1/simulations/s1': () => ({ body: { simulation: simulation({ result: RESULT }) } }),
    });
    await screen.findByText('Computing what would have been');
    await screen.findByRole('table', { name: 'Difference by horizon' }, { timeout: 5000 });
    expect(calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('says that candles are missing, takes a file of them, and asks again', async () => {
    let candles = false;
    const reason = 'There are no candles of BTC-USD after this decision.';
    const { calls, user } = openModal({
      'GET /v1/decisions/t2': () => ({ body: sampleDecision(candles ? sampleCandles() : []) }),
      'POST /v1/simulations': () => ({
        body: { simulation: simulation(candles ? { result: RESULT } : { reason }) },
      }),
      'POST /v1/market/candles': () => {
        candles = true;
        return { status: 202, body: { seriesId: 'c1', bars: 4, changed: 4 } };
      },
    });
    expect(await screen.findByText(reason)).toBeTruthy();
    const file = new File(['ts,open'], 'BTC-USD-15m.csv', { type: 'text/csv' });
    await user.upload(screen.getByLabelText('Candle file'), file);
    await user.click(screen.getByRole('button', { name: 'Upload' }));
    await screen.findByRole('table', { name: 'Difference by horizon' });
    const form = calls.find(({ path }) => path === '/v1/market/candles')?.body as FormData;
    expect([...form.keys()]).toEqual(['symbol', 'granularity', 'file']);
    expect([form.get('symbol'), form.get('granularity')]).toEqual(['BTC-USD', '15m']);
  });

  it('shows the words of the server for a decision that is not there', async () => {
    openModal({ 'POST /v1/simulations': () => ({ status: 404, body: failure('NOT_FOUND') }) });
    expect(await screen.findByText('Words for NOT_FOUND.')).toBeTruthy();
  });

  it('closes with its button', async () => {
    const onClose = vi.fn();
    const { user } = openModal(
      { 'POST /v1/simulations': () => ({ status: 404, body: failure('NOT_FOUND') }) },
      onClose,
    );
    await user.click(await screen.findByRole('button', { name: 'Close' }));
    await waitFor(() => expect(onClose).toHaveBeenCalled());
  });
});
