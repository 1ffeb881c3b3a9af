import type { TradingAccountPatch } from '@twin/shared/dto/account';
import { request, requestNothing } from './request.ts';

export function fetchSummary(account?: string) {
  return request('/v1/account/summary', (wire) => wire.AccountSummary, { query: { account } });
}

export function fetchEquity(account: string | undefined, asset: string) {
  return request('/v1/account/equity', (wire) => wire.EquityCurve, { query: { account, asset } });
}

/** `month` as `2025-03`, in days of the person's zone. */
export function fetchCalendar(account: string | undefined, month: string) {
  return request('/v1/account/calendar', (wire) => wire.CalendarAnswer, { query: { account, month } });
}

export function fetchBiases(account?: string) {
  return request('/v1/biases', (wire) => wire.BiasReportAnswer, { query: { account } });
}

export function fetchTimeline(account: string | undefined) {
  return request('/v1/biases/timeline', (wire) => wire.BiasTimeline, { query: { account, bucket: 'week' } });
}

export async function fetchAccounts() {
  return (await request('/v1/accounts', (wire) => wire.TradingAccountPage)).items;
}

export function createAccount(name: string) {
  return request('/v1/accounts', (wire) => wire.TradingAccountDto, { method: 'POST', body: { name } });
}

export function patchAccount(id: string, change: TradingAccountPatch) {
  return request(`/v1/accounts/${encodeURIComponent(id)}`, (wire) => wire.TradingAccountDto, {
    method: 'PATCH',
    body: change,
  });
}

export function deleteAccount(id: string) {
  return requestNothing(`/v1/accounts/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
