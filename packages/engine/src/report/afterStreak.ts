import { toNumber } from '@twin/shared/primitives/decimal';
import { STREAK_FROM } from '../biases/sizeDrift.ts';
import { amountAsset } from '../ledger/contract.ts';
import { type Decision, isEntry } from '../ledger/decision.ts';
import type { Close } from './closes.ts';
import { blockOf, dayOf, type Evidence } from './evidence.ts';
import { type Measured, meanDifference } from './meanDifference.ts';

/** Size drift: geometric mean size of entries after two equal outcomes in a row, against all other entries. */
export function afterStreakEvidence(decisions: readonly Decision[], closes: readonly Close[]): Evidence {
  const items: Measured[] = [];
  const assets: string[] = [];
  let seen = 0;
  let streak = 0;
  let isLosing = false;
  decisions.forEach((decision, place) => {
    for (
      let close = closes[seen];
      close && close.ts <= decision.ts && close.place < place;
      close = closes[seen]
    ) {
      streak = streak > 0 && close.isLoss === isLosing ? streak + 1 : 1;
      isLosing = close.isLoss;
      seen += 1;
    }
    if (!isEntry(decision) || decision.notional <= 0n || seen === 0) return;
    const asset = amountAsset(decision);
    if (!assets.includes(asset)) assets.push(asset);
    const day = dayOf(decision.ts);
    items.push({
      day,
      symbol: decision.symbol,
      block: blockOf(day, assets.indexOf(asset)),
      value: Math.log(toNumber(decision.notional)),
      isFlagged: streak >= STREAK_FROM,
    });
  });
  return meanDifference(
    {
      name: 'entry size after two equal outcomes ÷ otherwise',
      estimator: 'ratio of geometric means within 30 days',
    },
    withinBlocks(items),
  );
}

/** Takes each 30-day mean of an asset away, so that growth of the account is no drift. */
function withinBlocks(items: readonly Measured[]): Measured[] {
  const means = new Map<number, { sum: number; n: number }>();
  for (const { block, value } of items) {
    const mean = means.get(block) ?? { sum: 0, n: 0 };
    mean.sum += value;
    mean.n += 1;
    means.set(block, mean);
  }
  return items.map((item) => {
    const mean = means.get(item.block);
    return { ...item, value: mean ? item.value - mean.sum / mean.n : item.value };
  });
}
