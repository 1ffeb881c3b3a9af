import { Settings, type SettingsPatch } from '@twin/shared/dto/settings';
import { request } from './request.ts';

export function fetchSettings() {
  return request('/v1/settings', Settings);
}

export function patchSettings(patch: SettingsPatch) {
  return request('/v1/settings', Settings, { method: 'PATCH', body: patch });
}
