import type { Settings, SettingsPatch } from '@twin/shared/dto/settings';
import { Settings as SettingsSchema } from '@twin/shared/dto/settings';
import type { AuthDatabase } from './authRepos.ts';
import type { StoredSettings } from './SettingsRepo.ts';

/** How the person wants to see things. */
export class SettingsService {
  private readonly database: AuthDatabase;

  constructor(database: AuthDatabase) {
    this.database = database;
  }

  async get(userId: string): Promise<Settings> {
    return dtoOf(await this.database.forUser(userId, ({ settings }) => settings.get(userId)));
  }

  async update(userId: string, patch: SettingsPatch): Promise<Settings> {
    return this.database.forUser(userId, async ({ settings, scoreStates, audit }) => {
      const before = await settings.get(userId);
      const stored = await settings.update(userId, patch);
      // Days, and with them calendar and equity, begin elsewhere; the sweeper finds the row.
      if (stored.timeZone !== before.timeZone) await scoreStates.markChanged(userId, null);
      await audit.append(userId, 'settings.changed', { fields: Object.keys(patch).sort().join(',') });
      return dtoOf(stored);
    });
  }
}

function dtoOf({ updatedAt: _, ...stored }: StoredSettings): Settings {
  return SettingsSchema.parse(stored);
}
