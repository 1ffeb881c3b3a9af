import { z } from 'zod';

/** Says whether the platform knows the zone. */
function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin');

export const Settings = z.object({
  /** Day boundaries of calendar, rules, digest and charts; never of tags (decision 17). */
  timeZone: TimeZone,
  /** Quote asset for totals; null = the most used quote. */
  displayAsset: z.string().max(16).nullable(),
  theme: z.enum(['system', 'light', 'dark']),
  mailDigest: z.boolean(),
  /** Outbound market calls reveal symbols: off until the person agrees (decision 31). */
  marketFetch: z.boolean(),
  /** The language model that the owner of the server chose may word reflections: off until the person agrees. */
  rephrase: z.boolean(),
});
export type Settings = z.infer<typeof Settings>;

export const SettingsPatch = Settings.partial();
export type SettingsPatch = z.infer<typeof SettingsPatch>;
