'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Settings } from '@twin/shared/dto/settings';
import { LABELS } from '@twin/shared/primitives/label';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { fetchSummary } from '../../lib/api/account.ts';
import { logout } from '../../lib/api/auth.ts';
import { keys } from '../../lib/api/keys.ts';
import { patchSettings } from '../../lib/api/settings.ts';
import { useOverlay } from '../../stores/overlay.ts';
import { applyTheme, type Theme } from '../../stores/theme.ts';
import { say, sayFailed } from '../../stores/toasts.ts';
import { namePattern } from '../../ui/patterns.ts';
import type { Command } from './commands.ts';
import { PLACES } from './places.ts';
import { useSession } from './session.ts';

/** Everything that the palette offers: pages first, then deeds, patterns and the person's own symbols. */
export function useCommands(): Command[] {
  const router = useRouter();
  const queries = useQueryClient();
  const summary = useQuery({ queryKey: keys.summary(undefined), queryFn: () => fetchSummary() });
  const symbols = summary.data?.bySymbol;
  const isDemo = useSession().data?.user.isDemo ?? false;
  return useMemo(() => {
    const go = (address: string) => () => router.push(address);
    const signOut = () =>
      logout().then(() => {
        queries.clear();
        router.push('/sign-in');
      }, sayFailed);
    const chooseTheme = (theme: Theme) => {
      applyTheme(theme);
      const keep = (settings: Settings) => queries.setQueryData(keys.settings, settings);
      if (!isDemo) patchSettings({ theme }).then(keep, sayFailed);
    };
    return [
      ...PLACES.map(({ href, name }) => ({ id: href, name, kind: 'Page', run: go(href) })),
      { id: 'import', name: 'Import a file', kind: 'Action', words: 'upload csv', run: go('/imports') },
      { id: 'copy', name: 'Copy the link to this view', kind: 'Action', words: 'share', run: copyLink },
      ...themeCommands(chooseTheme),
      {
        id: 'keys',
        name: 'Keyboard shortcuts',
        kind: 'Action',
        words: 'help',
        run: () => useOverlay.getState().show('shortcuts'),
      },
      { id: 'sign-out', name: 'Sign out', kind: 'Action', words: 'log out', run: () => void signOut() },
      ...LABELS.map((label) => ({
        id: label,
        name: namePattern(label),
        kind: 'Pattern',
        words: label.replaceAll('_', ' '),
        run: go(`/trades?label=${label}`),
      })),
      ...[...new Set(symbols?.map(({ symbol }) => symbol))].map((symbol) => ({
        id: `symbol:${symbol}`,
        name: symbol,
        kind: 'Symbol',
        run: go(`/trades?symbol=${encodeURIComponent(symbol)}`),
      })),
    ];
  }, [router, queries, symbols, isDemo]);
}

function themeCommands(choose: (theme: Theme) => void): Command[] {
  const themes = ['light', 'dark', 'system'] as const;
  return themes.map((theme) => ({
    id: `theme:${theme}`,
    name: `Theme: ${theme}`,
    kind: 'Action',
    words: 'colours mode',
    run: () => choose(theme),
  }));
}

function copyLink(): void {
  navigator.clipboard.writeText(window.location.href).then(() => say('Link copied.'), sayFailed);
}
