import { z } from 'zod';

/** Six digits of an authenticator app, or one of the recovery codes. */
export const SecondFactorCode = z.string().trim().min(6).max(32);

const CurrentPassword = z.string().min(1).max(256);

export const SecondFactorStatus = z.object({
  isOn: z.boolean(),
  recoveryCodesLeft: z.number().int(),
});
export type SecondFactorStatus = z.infer<typeof SecondFactorStatus>;

export const SecondFactorBegin = z.object({ password: CurrentPassword });

/** Shown once; it counts from when a first code of it was confirmed. */
export const SecondFactorSecret = z.object({
  /** Base32, for typing it in. */
  secret: z.string(),
  /** otpauth://, for a QR code. */
  uri: z.string(),
});
export type SecondFactorSecret = z.infer<typeof SecondFactorSecret>;

export const SecondFactorConfirm = z.object({
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/, 'must be six digits'),
});

/** Each signs in once in the place of a code; shown once. */
export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });
export type RecoveryCodes = z.infer<typeof RecoveryCodes>;

export const SecondFactorEnd = z.object({ password: CurrentPassword, code: SecondFactorCode });
