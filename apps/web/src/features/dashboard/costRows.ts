import type { AssetCost, BiasReport, PatternCost } from '@twin/shared/dto/bias';
import { decimal, formatDecimal, toNumber } from '@twin/shared/primitives/decimal';

/** A pattern's part in the result: above zero it brought money, below zero it cost some. Texts are exact. */
export interface CostRow {
  label: BiasReport['label'];
  result: string;
  low: string | null;
  high: string | null;
  cost: AssetCost;
  alternative: PatternCost['alternative'];
}

/** The patterns whose part in one asset is known, the costliest first. */
export function costRows(items: readonly BiasReport[], asset: string): CostRow[] {
  const rows = items.flatMap(({ label, cost }) => {
    const found = [cost, ...(cost?.others ?? [])].find((part) => part?.asset === asset);
    return cost && found ? [rowOf(label, found, cost.alternative)] : [];
  });
  return rows.toSorted((a, b) => forDrawing(a.result) - forDrawing(b.result));
}

/** Cost and result are opposite: the upper end of the one is the lower end of the other. */
function rowOf(label: BiasReport['label'], cost: AssetCost, alternative: CostRow['alternative']): CostRow {
  const turned = (amount: string | null) => (amount === null ? null : negated(amount));
  return {
    label,
    result: negated(cost.value),
    low: turned(cost.ciHigh),
    high: turned(cost.ciLow),
    cost,
    alternative,
  };
}

export function negated(amount: string): string {
  return formatDecimal(-decimal(amount));
}

export function forDrawing(amount: string): number {
  return toNumber(decimal(amount));
}
