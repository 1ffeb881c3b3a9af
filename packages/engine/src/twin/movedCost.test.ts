import { type Decimal, decimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { NO_SOURCES } from '../ledger/ledger.ts';
import type { Move } from '../ledger/transfer.ts';
import { account, BEGIN, MINUTE, text } from '../ledger/writtenFills.testkit.ts';
import { utcDay } from '../money/day.ts';
import type { CostLabel } from './alternative.ts';
import type { Flag } from './flag.ts';
import { Twin } from './twin.ts';

const elsewhere = { account: 'other' };
const move = (minute: number, amount: string): Move => ({
  ...{ id: `m${minute}`, from: 'main', to: 'other', asset: 'BTC', ts: BEGIN + minute * MINUTE },
  ...{ sent: decimal(amount), received: decimal(amount) },
});

function flagged(label: CostLabel, confidence: string, usualShare = '1'): ReadonlyMap<string, Flag> {
  const confidences = new Map([[label, decimal(confidence)]]);
  const found = new Set([label]);
  const shares = { ownShare: decimal('1'), usualShare: decimal(usualShare) };
  return new Map([['f0', { decisionId: 'f0', ts: BEGIN, confidences, found, ...shares, holdMs: 0 }]]);
}

/** What the twin did differently, by account, with its first purchase flagged. */
function changesOf(
  rows: Parameters<typeof account>[1],
  flags: ReadonlyMap<string, Flag>,
  moves: readonly Move[],
): { byAccount: Record<string, string | null>; total: string | null } {
  const twin = new Twin({ sources: NO_SOURCES, dayOf: utcDay, flags });
  const waiting = [...moves];
  for (const fill of account('spot', rows)) {
    while (waiting[0] && waiting[0].ts <= fill.ts) twin.move(waiting.shift() as Move);
    twin.add(fill);
  }
  const byAccount = new Map<string, Decimal>();
  let total = 0n;
  for (const change of twin.end()) {
    if (change.kind === 'unknown') throw new Error(change.reason);
    const amount = change.change.gross - change.change.fees;
    byAccount.set(change.account, (byAccount.get(change.account) ?? 0n) + amount);
    total += amount;
  }
  const texts = [...byAccount].map(([name, amount]) => [name, text(amount)]);
  return { byAccount: Object.fromEntries(texts), total: text(total) };
}

describe('the twin of coins that were moved to another own account', () => {
  it('lacks there what it did not buy here, and owes the result to the account that sold', () => {
    const changes = changesOf(
      [
        [0, 'buy 2 @ 100', { fee: '1' }],
        [60, 'sell 2 @ 130', { ...elsewhere, fee: '1' }],
      ],
      flagged('revenge_trade', '1'),
      [move(30, '2')],
    );
    expect(changes).toEqual({ byAccount: { other: '-58' }, total: '-58' });
  });

  it.each([
    ['revenge_trade', '0.7', '1'],
    ['size_drift', '0.5', '0.25'],
  ] as const)('differs by %s as if the coins had never left', (label, confidence, usualShare) => {
    const sales = (where: object): Parameters<typeof account>[1] => [
      [0, 'buy 4 @ 100'],
      [60, 'sell 1 @ 120', where],
      [90, 'sell 3 @ 90'],
    ];
    const flags = flagged(label, confidence, usualShare);
    const moved = changesOf(sales(elsewhere), flags, [move(30, '1')]);
    expect(moved.total).toBe(changesOf(sales({}), flags, []).total);
    expect(Object.keys(moved.byAccount).toSorted()).toEqual(['main', 'other']);
  });

  it('lacks what is still held there, at its mark', () => {
    const held: Parameters<typeof account>[1] = [
      [0, 'buy 2 @ 100'],
      [60, 'buy 1 @ 150', elsewhere],
    ];
    const changes = changesOf(held, flagged('fomo_chase', '1'), [move(30, '2')]);
    expect(changes).toEqual({ byAccount: { other: '-100' }, total: '-100' });
  });

  it('still lacks what it did not buy there itself, before and after coins came', () => {
    const rows: Parameters<typeof account>[1] = [
      [0, 'buy 1 @ 100', elsewhere],
      [1, 'buy 2 @ 100'],
      [60, 'sell 3 @ 130', elsewhere],
    ];
    const changes = changesOf(rows, flagged('revenge_trade', '1'), [move(20, '1'), move(30, '1')]);
    expect(changes).toEqual({ byAccount: { other: '-30' }, total: '-30' });
  });
});
