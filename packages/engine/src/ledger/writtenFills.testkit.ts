import { decimal, formatDecimal } from '@twin/shared/primitives/decimal';
import type { Decision, Episode } from './decision.ts';
import type { Fill, Instrument } from './fill.ts';
import type { Replay } from './replay.ts';

export const BEGIN = Date.UTC(2024, 0, 1);
export const MINUTE = 60_000;

interface Written extends Partial<Omit<Fill, 'qty' | 'price' | 'fee' | 'ts' | 'startPosition'>> {
  fee?: string;
  start?: string;
}

/** `buy 2 @ 100` at a minute of the day; ids f0, f1, … */
export function account(
  instrument: Instrument,
  rows: [minute: number, act: string, more?: Written][],
): Fill[] {
  return rows.map(([minute, act, more = {}], seq) => {
    const [side, qty = '', , price = ''] = act.split(' ');
    const { fee = '0', start, ...rest } = more;
    return {
      ...{
        id: `f${seq}`,
        account: 'main',
        symbol: 'BTC-USD',
        instrument,
        side: side === 'buy' ? 'buy' : 'sell',
      },
      ...{
        qty: decimal(qty),
        price: decimal(price),
        fee: decimal(fee),
        feeAsset: fee === '0' ? null : 'USD',
      },
      ...{ ts: BEGIN + minute * MINUTE, seq, orderId: null, orderType: null },
      startPosition: start === undefined ? null : decimal(start),
      ...rest,
    };
  });
}

export function text(value: bigint | null | undefined): string | null {
  return value === null || value === undefined ? null : formatDecimal(value);
}

export function decisionAt(result: Replay, index: number): Decision {
  const decision = result.decisions[index];
  if (!decision) throw new Error(`no decision ${index}`);
  return decision;
}

export function episodeAt(result: Replay, index: number): Episode {
  const episode = result.episodes[index];
  if (!episode) throw new Error(`no episode ${index}`);
  return episode;
}
