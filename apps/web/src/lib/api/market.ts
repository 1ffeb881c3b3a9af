import { request } from './request.ts';

export function fetchMarketStatus() {
  return request('/v1/market/status', (wire) => wire.MarketStatus);
}

/** A file of candles with the columns ts, open, high, low, close, volume; plain or .gz. */
export function uploadCandles(file: File, symbol: string, granularity: string) {
  const form = new FormData();
  form.set('symbol', symbol);
  form.set('granularity', granularity);
  form.set('file', file, file.name);
  return request('/v1/market/candles', (wire) => wire.CandlesAccepted, { method: 'POST', body: form });
}
