import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DECISION_LABELS } from '@twin/shared/primitives/label';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ACCOUNT = 'fixtures/accounts/trader';
/** A wanted change of the engine or the model is shown by the output of the same command in the golden file. */
const ARGUMENTS = [
  'analyze',
  `${ACCOUNT}/fills.csv`,
  '--candles',
  `${ACCOUNT}/AAA-USD-1h.csv.gz`,
  '--all',
  '--json',
];

describe('the analysis of our own account', () => {
  it('is the golden one to the byte', () => {
    const options = { cwd: ROOT, encoding: 'utf8' as const, maxBuffer: 2 ** 26, stdio: 'pipe' as const };
    const printed = execFileSync(process.execPath, ['packages/cli/bin/twin.js', ...ARGUMENTS], options);
    const golden = readFileSync(`${ROOT}${ACCOUNT}/analysis.golden.json`, 'utf8');
    expect(JSON.parse(printed)).toEqual(JSON.parse(golden));
    expect(printed).toBe(golden);
  });

  it('holds every pattern of single decisions that the person has, and one report per label', () => {
    const { tags, biases } = JSON.parse(readFileSync(`${ROOT}${ACCOUNT}/analysis.golden.json`, 'utf8'));
    const labels = new Set((tags as { label: string }[]).map(({ label }) => label));
    // It neither enters into rises nor exits out of dips more often than at other times.
    const had = DECISION_LABELS.filter((label) => label !== 'panic_sell' && label !== 'fomo_chase');
    expect([...labels].toSorted()).toEqual(had.toSorted());
    expect(biases).toHaveLength(10);
  });
});
