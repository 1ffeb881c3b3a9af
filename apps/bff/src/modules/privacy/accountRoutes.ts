import { AccountDeleted, AccountDeletion, AuditPage } from '@twin/shared/dto/privacy';
import { PageQuery } from '@twin/shared/dto/wire';
import { type Route, route } from '../../lib/http/route.ts';
import type { AuditService } from './AuditService.ts';
import type { ErasureService } from './ErasureService.ts';

/** What concerns the account as a whole. */
export function accountRoutes(erasure: ErasureService, audit: AuditService): Route[] {
  return [
    route({
      method: 'POST',
      path: '/v1/privacy/delete',
      summary: 'Deletes the account with everything that is of it, for good.',
      access: 'session',
      rate: 'credentials',
      body: AccountDeletion,
      answers: { 200: AccountDeleted },
      handle: async ({ session, body, from, cookies }) => {
        const endYourself = await erasure.erase(session, body, from);
        cookies.close();
        return { status: 200, body: { endYourself } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/audit',
      summary: 'What was done with the account, newest first.',
      access: 'session',
      query: PageQuery,
      answers: { 200: AuditPage },
      handle: async ({ session, query }) => ({ status: 200, body: await audit.list(session.userId, query) }),
    }),
  ];
}
