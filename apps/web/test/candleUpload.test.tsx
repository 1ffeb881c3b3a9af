import { cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { CandleUpload } from '../src/features/market/CandleUpload.tsx';
import { forgetCookies, serve } from './fakeServer.ts';
import { renderScreen } from './renderScreen.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  forgetCookies();
});

function open(symbol?: string) {
  const calls = serve({
    'POST /v1/market/candles': () => ({
      status: 202,
      body: { seriesId: 'c1', bars: 2119, changed: 12 },
    }),
  });
  renderScreen(<CandleUpload symbol={symbol} />, '/imports');
  const user = userEvent.setup();
  const choose = (name: string) =>
    user.upload(screen.getByLabelText('Candle file'), new File(['ts,open'], name, { type: 'text/csv' }));
  const send = () => user.click(screen.getByRole('button', { name: 'Upload' }));
  return { calls, user, choose, send };
}

function fields() {
  return ['Symbol', 'One candle is'].map((label) => (screen.getByLabelText(label) as HTMLInputElement).value);
}

it('every file brings its own symbol and length, and takes the answer to the file before away', async () => {
  const { calls, choose, send } = open();
  await choose('EIGEN-USD-1h.csv');
  await send();
  await screen.findByText(/^2,119 candles of EIGEN-USD, 1 hour each, 12 of them new/);
  await choose('SOL-USD-30m.csv');
  expect(screen.queryByText(/candles of EIGEN-USD/)).toBeNull();
  expect(fields()).toEqual(['SOL-USD', '30m']);
  await send();
  await screen.findByText(/^2,119 candles of SOL-USD, 30 minutes each/);
  const sent = calls
    .filter(({ path }) => path === '/v1/market/candles')
    .map(({ body }) => ['symbol', 'granularity'].map((field) => (body as FormData).get(field)));
  expect(sent).toEqual([
    ['EIGEN-USD', '1h'],
    ['SOL-USD', '30m'],
  ]);
});

it('a file whose name tells nothing never stands under the symbol of the file before', async () => {
  const { choose } = open();
  await choose('EIGEN-USD-15m.csv');
  await choose('candles.csv');
  expect(fields()).toEqual(['', '1h']);
  expect((screen.getByRole('button', { name: 'Upload' }) as HTMLButtonElement).disabled).toBe(true);
});

it('what was typed before the first file is kept for it', async () => {
  const { user, choose } = open();
  await user.type(screen.getByLabelText('Symbol'), 'HYPE-USD');
  await choose('candles.csv');
  expect(fields()).toEqual(['HYPE-USD', '1h']);
});

it('a file of another symbol than the one asked for tells so', async () => {
  const { choose } = open('BTC-USD');
  await choose('candles.csv');
  expect(fields()[0]).toBe('BTC-USD');
  await choose('SOL-USD-1h.csv');
  expect(fields()[0]).toBe('SOL-USD');
});
