import { z } from 'zod';
import { Id, page, UtcTime } from './wire.ts';

/** What a person may do at the door of this server; needs no session (GET /v1/auth/options). */
export const AuthOptions = z.object({
  /** False when registration is closed, or open to the first person only and that one exists. */
  canRegister: z.boolean(),
  /** True while no real user exists: the first screen then offers to create the account. */
  isFirstRun: z.boolean(),
  hasDemo: z.boolean(),
});
export type AuthOptions = z.infer<typeof AuthOptions>;

/** A device that is signed in (GET /v1/sessions). */
export const DeviceSession = z.object({
  id: Id,
  createdAt: UtcTime,
  lastSeenAt: UtcTime,
  expiresAt: UtcTime,
  /** `Firefox on Linux`; null where the browser did not say. */
  device: z.string().nullable(),
  isCurrent: z.boolean(),
});
export type DeviceSession = z.infer<typeof DeviceSession>;

export const DeviceSessionList = page(DeviceSession);
export type DeviceSessionList = z.infer<typeof DeviceSessionList>;
