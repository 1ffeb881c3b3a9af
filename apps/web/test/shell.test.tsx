import { cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import CommandPalette from '../src/features/shell/CommandPalette.tsx';
import { Toasts } from '../src/features/shell/Toasts.tsx';
import { useOverlay } from '../src/stores/overlay.ts';
import { say, sayFailed, useToasts } from '../src/stores/toasts.ts';
import { forgetCookies, serve } from './fakeServer.ts';
import { renderScreen } from './renderScreen.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  forgetCookies();
  useToasts.setState({ toasts: [] });
});

it('the palette leads to what was typed by keyboard alone, and closes', async () => {
  serve({});
  useOverlay.getState().show('palette');
  renderScreen(<CommandPalette />, '/');
  await userEvent.type(screen.getByRole('combobox', { hidden: true }), 'fomo');
  expect(screen.getAllByRole('option', { hidden: true })).toHaveLength(1);
  await userEvent.keyboard('{Enter}');
  expect(window.location.search).toBe('?label=fomo_chase');
  expect(useOverlay.getState().shown).toBeNull();
});

it('the arrow keys of the palette go round', async () => {
  serve({});
  renderScreen(<CommandPalette />, '/');
  await userEvent.type(screen.getByRole('combobox', { hidden: true }), 'theme{ArrowUp}');
  const selected = screen.getAllByRole('option', { hidden: true, selected: true });
  expect(selected.map(({ textContent }) => textContent)).toEqual(['Theme: systemAction']);
});

it('a message is read out and leaves when it is dismissed; a failure keeps its words', async () => {
  renderScreen(<Toasts />, '/');
  say('Link copied.');
  sayFailed(new Error('The server does not answer.'));
  await screen.findByText(/Link copied/);
  expect(screen.getByRole('status').textContent).toContain('The server does not answer.');
  await userEvent.click(screen.getAllByRole('button', { name: 'Dismiss' })[0] as HTMLElement);
  expect(screen.queryByText(/Link copied/)).toBeNull();
});
