import type { Settings } from '@twin/shared/dto/settings';

export type Theme = Settings['theme'];

const KEY = 'twin.theme';

/** Shows a theme now and leaves it for public/theme.js, which applies it before the next first paint. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage is blocked: the theme holds until the page is left.
  }
}
