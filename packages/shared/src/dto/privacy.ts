import { z } from 'zod';
import { SecondFactorCode } from './secondFactor.ts';
import { Id, page, UtcTime } from './wire.ts';

/** The password again, and a code where the account has a second factor. */
export const AccountDeletion = z.object({
  password: z.string().min(1).max(256),
  code: SecondFactorCode.optional(),
});
export type AccountDeletion = z.infer<typeof AccountDeletion>;

export const AccountDeleted = z.object({
  /** Brokers at which the person has to end our access by hand: it was a key, or the broker did not answer. */
  endYourself: z.array(z.string()),
});
export type AccountDeleted = z.infer<typeof AccountDeleted>;

/** Something that was done with the account, newest first; `action` is `room.act`. */
export const AuditEntry = z.object({
  id: Id,
  action: z.string(),
  /** What it was done to, by ids and names, in JSON; never a secret. */
  meta: z.record(z.string(), z.unknown()),
  createdAt: UtcTime,
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditPage = page(AuditEntry);
export type AuditPage = z.infer<typeof AuditPage>;
