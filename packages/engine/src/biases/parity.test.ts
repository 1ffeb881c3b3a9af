import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GOLDEN, parityLine } from '../../test/parityLine.ts';
import { DETECTORS } from './registry.ts';

const FILE = new URL('../../../../fixtures/parity/histories.jsonl', import.meta.url);

describe('the golden histories', () => {
  it('are what the scorer gives, byte by byte (after a wanted change: writeParity.js --golden)', () => {
    const lines = GOLDEN.seeds.map((seed) => `${parityLine(seed, GOLDEN.size).line}\n`);
    expect(lines.join('') === readFileSync(FILE, 'utf8')).toBe(true);
  });

  it('show every label', () => {
    const lines = readFileSync(FILE, 'utf8').trim().split('\n');
    const labels = lines.flatMap((line) =>
      (JSON.parse(line) as { tags: { label: string }[] }).tags.map(({ label }) => label),
    );
    expect([...new Set(labels)].toSorted()).toEqual(DETECTORS.map(({ label }) => label).toSorted());
  });
});
