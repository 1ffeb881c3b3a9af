import { existsSync, readFileSync } from 'node:fs';
import { absolute, decimal, divideRounded, maximum, ZERO } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import type { Fill } from './fill.ts';
import { replay } from './replay.ts';

const FOLDER = new URL('../../../../../shared/data/fills/', import.meta.url);
const present = existsSync(FOLDER);

interface Coin {
  symbol: string;
  fills: number;
  instrument: string;
  endPosition: string;
}

interface ExpectedAccount {
  file: string;
  fills: number;
  averageCostCheck: { closesWithKnownCost: number; reproduced: number; closesWithUnknownCost: number };
  perCoin: Coin[];
}

function readAccounts(): Record<string, ExpectedAccount> {
  const text = readFileSync(new URL('hyperliquid.expected.json', FOLDER), 'utf8');
  return (JSON.parse(text) as { accounts: Record<string, ExpectedAccount> }).accounts;
}

/** The dump's own columns; the file order is the order. Fees are in USDC, or in the coin of a spot buy. */
function readFills(file: string): { fill: Fill; closedPnl: bigint }[] {
  const lines = readFileSync(new URL(file, FOLDER), 'utf8').trim().split('\r\n').slice(1);
  return lines.map((line, seq) => {
    const column = line.split(',');
    const at = (index: number): string => column[index] ?? '';
    const [, day, month, year, hour, minute] = /(\d+)-(\d+)-(\d+) (\d+):(\d+)/.exec(at(6)) ?? [];
    const spot = at(1) === '@107';
    const side = at(5) === 'BUY' ? 'buy' : 'sell';
    const fee = decimal(at(13));
    return {
      closedPnl: decimal(at(9)),
      fill: {
        id: String(seq),
        account: at(0),
        symbol: spot ? 'HYPE-USDC' : `${at(1)}-USD`,
        instrument: spot ? 'spot' : 'linear',
        side,
        qty: decimal(at(3)),
        price: decimal(at(2)),
        fee,
        feeAsset: fee === ZERO ? null : spot && side === 'buy' ? 'HYPE' : 'USDC',
        ts: Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)) - 19_800_000,
        seq,
        orderId: at(11),
        orderType: null,
        startPosition: decimal(at(7)),
        settle: spot ? null : 'USDC',
      },
    };
  });
}

/** max(0.02 USD, 0.1 % of the venue's figure), as the expected file states it. */
function tolerance(closedPnl: bigint): bigint {
  return maximum(divideRounded(absolute(closedPnl), 1000n), decimal('0.02'));
}

describe.skipIf(!present)('real accounts (skipped where ../shared/data/fills is absent)', () => {
  for (const name of ['account-a', 'account-b']) {
    it(`reproduces the venue's own closed P&L on every close of known cost: ${name}`, () => {
      const expected = readAccounts()[name];
      if (!expected) throw new Error(`no ${name} in the expected file`);
      const rows = readFills(expected.file);
      const counts = { known: 0, reproduced: 0, unknown: 0 };
      const result = replay(
        rows.map((row) => row.fill),
        {
          onStep: (fill, step) => {
            const closedPnl = rows[fill.seq]?.closedPnl ?? ZERO;
            const signed = fill.side === 'buy' ? fill.qty : -fill.qty;
            const isClose = (fill.startPosition ?? ZERO) * signed < ZERO;
            if (!isClose) return;
            if (step.unexplained.length > 0) counts.unknown += 1;
            else {
              counts.known += 1;
              const error = absolute(step.realisedGross - closedPnl);
              if (error <= tolerance(closedPnl)) counts.reproduced += 1;
            }
          },
        },
      );
      expect(counts).toEqual({
        known: expected.averageCostCheck.closesWithKnownCost,
        reproduced: expected.averageCostCheck.reproduced,
        unknown: expected.averageCostCheck.closesWithUnknownCost,
      });
      expect(result.ledger.books.size).toBe(expected.perCoin.length);
      for (const { totals } of result.ledger.books.values()) expect(totals.unvaluedFees).toEqual([]);
      for (const coin of expected.perCoin) {
        const book = [...result.ledger.books.values()].find((candidate) => candidate.symbol === coin.symbol);
        expect([coin.symbol, book?.totals.fills]).toEqual([coin.symbol, coin.fills]);
        const end = decimal(coin.endPosition);
        const rounding = absolute((book?.position.qty ?? ZERO) - end);
        expect(rounding * 1_000_000n).toBeLessThanOrEqual(absolute(end));
      }
    });
  }
});
