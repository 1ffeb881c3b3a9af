import type { AccountDeletion } from '@twin/shared/dto/privacy';
import { request } from './request.ts';

export function startExport() {
  return request('/v1/privacy/exports', (wire) => wire.ExportAccepted, { method: 'POST' });
}

export function fetchExport(id: string) {
  return request(`/v1/privacy/exports/${encodeURIComponent(id)}`, (wire) => wire.ExportDto);
}

export function deleteAccountOfPerson(body: AccountDeletion) {
  return request('/v1/privacy/delete', (wire) => wire.AccountDeleted, { method: 'POST', body });
}

/** Newest first. */
export function fetchAudit(cursor: string | undefined) {
  return request('/v1/audit', (wire) => wire.AuditPage, { query: { cursor, limit: 25 } });
}
