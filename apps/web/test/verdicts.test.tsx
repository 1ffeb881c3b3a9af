import { cleanup, screen, within } from '@testing-library/react';
import type { BiasReport } from '@twin/shared/dto/bias';
import { afterEach, expect, it } from 'vitest';
import { VerdictCards } from '../src/features/dashboard/VerdictCards.tsx';
import { BIASES } from './dashboardSamples.ts';
import { renderScreen } from './renderScreen.tsx';

afterEach(cleanup);

function showCards(items: readonly BiasReport[] = BIASES.items): HTMLElement[] {
  renderScreen(<VerdictCards answer={{ ...BIASES, items: [...items] }} />, '/');
  return screen.getAllByRole('listitem');
}

it('never stands without n, interval and false alarms; what supports comes first', () => {
  const cards = showCards();
  expect(cards.map((card) => within(card).getByRole('heading').textContent)).toEqual([
    'Chasing a move',
    'Unusual size after a streak',
    'Exit at the entry price',
    'A quick small win',
  ]);
  const [supported, , early, scarce] = cards.map((card) => card.textContent);
  expect(supported).toMatch(
    /Supported.*Based on94 entries.*1\.80 \(1\.20 to 2\.60\).*false find \(q\)0\.004.*2\.2%/,
  );
  expect(supported).toContain('$120.50 −$40.00 to $300.00');
  expect(early).toMatch(/Not enough data.*needs 28 more exits.*an early signal.*32 exits.*1\.80 \(1\.20/);
  expect(scarce).not.toContain('early signal');
  expect(scarce).toMatch(
    /Not enough data.*needs 12 more closed positions.*8 closed positions.*unknown.*No decision was flagged/,
  );
});

it('explains its figures in words that no pointer has to hover over', () => {
  const [card] = showCards();
  const guide = within(card as HTMLElement)
    .getByText('How to read this')
    .closest('details');
  expect(guide?.textContent).toContain('Method: moved by whole days');
  expect(guide?.textContent).toContain('about 0.4% are chance alone');
  expect(guide?.textContent).toContain('shuffled copies of this very history');
});

it('of nothing shows no examples', () => {
  showCards(BIASES.items.slice(0, 1).map((report) => ({ ...report, n: 0 })));
  expect(screen.queryByText('Examples:')).toBeNull();
});

it('leads to its trades and to its examples, beside the list', () => {
  showCards();
  const hrefOf = (name: string) => screen.getByRole('link', { name }).getAttribute('href');
  expect(hrefOf('Chasing a move')).toBe('/trades?label=fomo_chase');
  expect(hrefOf('Example 2 of Chasing a move')).toBe('/trades?label=fomo_chase&id=d2');
});
