import type { SettingsPatch } from '@twin/shared/dto/settings';
import type { Transaction } from '../../lib/db.ts';

export interface StoredSettings {
  timeZone: string;
  displayAsset: string | null;
  theme: string;
  mailDigest: boolean;
  marketFetch: boolean;
  rephrase: boolean;
  updatedAt: Date;
}

export class SettingsRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** Registration makes the row. */
  async get(userId: string): Promise<StoredSettings> {
    return this.db.settings.findUniqueOrThrow({ where: { userId } });
  }

  async update(userId: string, patch: SettingsPatch): Promise<StoredSettings> {
    const data = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    return this.db.settings.update({ where: { userId }, data });
  }
}
