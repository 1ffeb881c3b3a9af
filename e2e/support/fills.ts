import { existsSync, readFileSync } from 'node:fs';
import { writtenHistory } from '../../apps/bff/test/support/writtenHistory.ts';

export interface FillFile {
  name: string;
  text: string;
}

/** Two accounts' fills: real ones where the shared data lies beside the project, else written ones. */
export function fillFiles(): [FillFile, FillFile] {
  return [readOr('hyperliquid-account-a.csv', 1), readOr('hyperliquid-account-b.csv', 2)];
}

function readOr(name: string, seed: number): FillFile {
  const real = new URL(`../../../shared/data/fills/${name}`, import.meta.url);
  if (existsSync(real)) return { name, text: readFileSync(real, 'utf8') };
  return { name: `written-${seed}.csv`, text: writtenHistory({ fills: 900, seed }) };
}
