import { AccountSummary, TradingAccountDto } from '@twin/shared/dto/account';
import { BiasReportAnswer } from '@twin/shared/dto/bias';
import { page } from '@twin/shared/dto/wire';
import { request, requestNothing } from './request.ts';

const TradingAccountPage = page(TradingAccountDto);

export function fetchSummary(account?: string) {
  return request('/v1/account/summary', AccountSummary, { query: { account } });
}

export function fetchBiases(account?: string) {
  return request('/v1/biases', BiasReportAnswer, { query: { account } });
}

export async function fetchAccounts() {
  return (await request('/v1/accounts', TradingAccountPage)).items;
}

export function createAccount(name: string) {
  return request('/v1/accounts', TradingAccountDto, { method: 'POST', body: { name } });
}

export function renameAccount(id: string, name: string) {
  return request(`/v1/accounts/${encodeURIComponent(id)}`, TradingAccountDto, {
    method: 'PATCH',
    body: { name },
  });
}

export function deleteAccount(id: string) {
  return requestNothing(`/v1/accounts/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
