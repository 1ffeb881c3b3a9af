import type { Transaction } from '../../lib/db.ts';

export interface StoredUser {
  id: string;
  email: string;
  isDemo: boolean;
  createdAt: Date;
}

export interface Credentials extends StoredUser {
  passwordHash: string;
}

export class UserRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /**
   * Stores a person with default settings, in a transaction bound to the new id.
   * @throws PrismaClientKnownRequestError P2002 when the e-mail is taken
   */
  async insert(user: {
    id: string;
    email: string;
    passwordHash: string;
    isDemo?: boolean;
  }): Promise<StoredUser> {
    return this.db.user.create({
      data: { ...user, settings: { create: {} }, scoreState: { create: {} } },
      omit: { passwordHash: true },
    });
  }

  async get(userId: string): Promise<StoredUser> {
    return this.db.user.findUniqueOrThrow({ where: { id: userId }, omit: { passwordHash: true } });
  }

  async passwordHashOf(userId: string): Promise<string> {
    const user = await this.db.user.findUniqueOrThrow({ where: { id: userId } });
    return user.passwordHash;
  }

  async setPasswordHash(userId: string, passwordHash: string): Promise<void> {
    await this.db.user.update({ where: { id: userId }, data: { passwordHash } });
  }

  /** Removes the person and all that is theirs; a count of the audit trail remains. */
  async delete(userId: string): Promise<void> {
    await this.db.$executeRaw`SELECT delete_user(${userId})`;
  }

  /** For signing in; needs no user. The letter case of the address does not matter. */
  async findByEmail(email: string): Promise<Credentials | null> {
    const rows = await this.db.$queryRaw<Credentials[]>`SELECT * FROM find_user_by_email(${email})`;
    return rows[0] ?? null;
  }

  /** Whether anyone but the demo user has registered; needs no user. */
  async hasRegistered(): Promise<boolean> {
    const rows = await this.db.$queryRaw<{ found: boolean }[]>`SELECT has_registered_user() AS found`;
    return rows[0]?.found ?? false;
  }

  /** Until the transaction ends nobody else registers: whoever asks next sees whether this one did. */
  async lockRegistration(): Promise<void> {
    await this.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('registration', 0))`;
  }

  /** The demo user's id; needs no user. */
  async findDemo(): Promise<string | null> {
    const rows = await this.db.$queryRaw<{ id: string | null }[]>`SELECT find_demo_user() AS id`;
    return rows[0]?.id ?? null;
  }

  /** All people by id, for what is done for each; needs no user. */
  async page(afterId: string, limit: number): Promise<{ id: string; timeZone: string }[]> {
    return this.db.$queryRaw`SELECT * FROM list_users(${afterId}, ${limit}::int)`;
  }
}
