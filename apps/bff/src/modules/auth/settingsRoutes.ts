import { Settings, SettingsPatch } from '@twin/shared/dto/settings';
import { type Route, route } from '../../lib/http/route.ts';
import type { SettingsService } from './SettingsService.ts';

export function settingsRoutes(settings: SettingsService): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/settings',
      summary: "The person's settings.",
      access: 'session',
      answers: { 200: Settings },
      handle: async ({ session }) => ({ status: 200, body: await settings.get(session.userId) }),
    }),
    route({
      method: 'PATCH',
      path: '/v1/settings',
      summary: 'Changes the named settings and answers all of them.',
      access: 'session',
      body: SettingsPatch,
      answers: { 200: Settings },
      handle: async ({ session, body }) => ({
        status: 200,
        body: await settings.update(session.userId, body),
      }),
    }),
  ];
}
