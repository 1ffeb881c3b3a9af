import type { SettingsPatch } from '@twin/shared/dto/settings';
import { request } from './request.ts';

export function fetchSettings() {
  return request('/v1/settings', (wire) => wire.Settings);
}

export function patchSettings(patch: SettingsPatch) {
  return request('/v1/settings', (wire) => wire.Settings, { method: 'PATCH', body: patch });
}
