import { ExportAccepted, ExportDto } from '@twin/shared/dto/archive';
import { AccountDeleted, type AccountDeletion, AuditPage } from '@twin/shared/dto/privacy';
import { request } from './request.ts';

export function startExport() {
  return request('/v1/privacy/exports', ExportAccepted, { method: 'POST' });
}

export function fetchExport(id: string) {
  return request(`/v1/privacy/exports/${encodeURIComponent(id)}`, ExportDto);
}

export function deleteAccountOfPerson(body: AccountDeletion) {
  return request('/v1/privacy/delete', AccountDeleted, { method: 'POST', body });
}

/** Newest first. */
export function fetchAudit(cursor: string | undefined) {
  return request('/v1/audit', AuditPage, { query: { cursor, limit: 25 } });
}
