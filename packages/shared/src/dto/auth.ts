import { z } from 'zod';
import { SecondFactorCode } from './secondFactor.ts';
import { Id, UtcTime } from './wire.ts';

/** NIST 800-63B: length counts, composition rules do not. */
export const Password = z.string().min(12, 'must have at least 12 characters').max(256);

export const Credentials = z.object({ email: z.email().max(254), password: Password });
export type Credentials = z.infer<typeof Credentials>;

/** At login the length is not judged: a wrong password is a wrong password. */
export const LoginBody = z.object({
  email: z.string().min(1).max(254),
  password: z.string().min(1).max(256),
  /** Of an account with a second factor. */
  code: SecondFactorCode.optional(),
});
export type LoginBody = z.infer<typeof LoginBody>;

export const PasswordChange = z.object({
  currentPassword: z.string().min(1).max(256),
  newPassword: Password,
});
export type PasswordChange = z.infer<typeof PasswordChange>;

export const ResetRequest = z.object({ email: z.string().min(1).max(254) });

export const ResetConfirm = z.object({
  /** From the link in the letter. */
  token: z.string().regex(/^[\w-]{43}$/, 'must be the one of the letter'),
  password: Password,
});
export type ResetConfirm = z.infer<typeof ResetConfirm>;

export const UserDto = z.object({
  id: Id,
  email: z.string(),
  createdAt: UtcTime,
  /** A demo session may read everything and write nothing. */
  isDemo: z.boolean(),
});
export type UserDto = z.infer<typeof UserDto>;

export const RegisterAnswer = z.object({ user: UserDto });
export type RegisterAnswer = z.infer<typeof RegisterAnswer>;

export const SessionAnswer = z.object({ user: UserDto, expiresAt: UtcTime });
export type SessionAnswer = z.infer<typeof SessionAnswer>;
