import type { Reader } from '../../lib/reader.ts';
import type { StoredSession } from './SessionRepo.ts';
import type { StoredUser } from './UserRepo.ts';

interface SessionRow extends StoredSession {
  userId: string;
  email: string;
  isDemo: boolean;
  userCreatedAt: Date;
}

/** Finds the session of a cookie: asked by every request, before the person is known. */
export class SessionLookupRepo {
  private readonly reader: Pick<Reader, 'readUnbound'>;

  constructor(reader: Pick<Reader, 'readUnbound'>) {
    this.reader = reader;
  }

  /** The session with its person, expired or not: the caller has the clock. */
  async findByTokenHash(
    tokenHash: Uint8Array<ArrayBuffer>,
  ): Promise<{ session: StoredSession; user: StoredUser } | null> {
    const [row] = await this.reader.readUnbound<SessionRow>({
      name: 'session',
      text: 'SELECT * FROM find_session($1)',
      values: [tokenHash],
    });
    if (!row) return null;
    const { userId, email, isDemo, userCreatedAt, ...session } = row;
    return { session, user: { id: userId, email, isDemo, createdAt: userCreatedAt } };
  }
}
