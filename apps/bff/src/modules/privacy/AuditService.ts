import type { AuditPage } from '@twin/shared/dto/privacy';
import type { PageQuery } from '@twin/shared/dto/wire';
import type { ForUser } from '../../lib/db.ts';
import type { AuditRepo } from './AuditRepo.ts';

/** Shows people what was done with their account. */
export class AuditService {
  private readonly forUser: ForUser<{ audit: Pick<AuditRepo, 'list'> }>;

  constructor({ forUser }: { forUser: ForUser<{ audit: Pick<AuditRepo, 'list'> }> }) {
    this.forUser = forUser;
  }

  async list(userId: string, { cursor, limit }: PageQuery): Promise<AuditPage> {
    const { items, nextCursor } = await this.forUser(userId, ({ audit }) =>
      audit.list(userId, cursor, limit),
    );
    return {
      items: items.map(({ id, action, meta, createdAt }) => ({
        id,
        action,
        meta: meta as AuditPage['items'][number]['meta'],
        createdAt: createdAt.toISOString(),
      })),
      nextCursor,
    };
  }
}
