/**
 * One fault and the gate that has to see it: what is changed in a file that is there, or what stands in a new one.
 *
 * @typedef {{ gate: string, fault: string, file: string, from?: string, to: string, seen: string }} PlantedFault
 */

const ENGINE = 'packages/engine/src/stats';

/** @type {PlantedFault[]} */
export const PLANTED_FAULTS = [
  {
    gate: 'eslint',
    fault: 'a promise that nobody waits for',
    file: `${ENGINE}/planted.ts`,
    to: 'export function planted(): void {\n  Promise.resolve();\n}\n',
    seen: 'no-floating-promises',
  },
  {
    gate: 'types and reference',
    fault: 'a number where a string is due',
    file: `${ENGINE}/planted.ts`,
    to: 'export const planted: string = 1;\n',
    seen: "Type 'number' is not assignable",
  },
  {
    gate: 'types and reference',
    fault: 'a route that says other than the reference',
    file: 'docs/reference/http.md',
    from: 'One origin, JSON',
    to: 'Two origins, JSON',
    seen: 'http.md does not say what the code says',
  },
  {
    gate: 'python',
    fault: 'the simulator reads a detector',
    file: 'apps/ml/src/twin_ml/lab/simulator/planted.py',
    to: '"""Planted."""\n\nfrom twin_ml.core import indicators\n\n__all__ = ["indicators"]\n',
    seen: 'BROKEN',
  },
  {
    gate: 'python',
    fault: 'a value of the wrong type',
    file: 'apps/ml/src/twin_ml/core/planted.py',
    to: '"""Planted."""\n\nPLANTED: int = "one"\n',
    seen: 'Incompatible types in assignment',
  },
  {
    gate: 'ml types',
    fault: 'a field that the service does not have',
    file: 'apps/bff/src/lib/ml/generated/mlApi.ts',
    from: '"/v1/bias/score"',
    to: '"/v1/bias/scores"',
    seen: 'ml:types',
  },
  {
    gate: 'knip',
    fault: 'a file that nobody uses',
    file: `${ENGINE}/planted.ts`,
    to: 'export const planted = 1;\n',
    seen: 'planted',
  },
  {
    gate: 'imports',
    fault: 'the engine reads from the disk',
    file: `${ENGINE}/planted.ts`,
    to: "import { readFileSync } from 'node:fs';\n\nexport const planted = readFileSync;\n",
    seen: 'planted.ts',
  },
  {
    gate: 'graph',
    fault: 'a graph that is not the one of the code',
    file: 'docs/architecture.md',
    from: 'apps_bff --> apps_bff_adapters',
    to: 'apps_bff_adapters --> apps_bff',
    seen: 'npm run graph',
  },
  {
    gate: 'contract',
    fault: 'an answer without a field that was promised',
    file: 'docs/reference/openapi.json',
    from: '"isUpdating"',
    to: '"isBeingUpdated"',
    seen: 'breaks who uses the last release',
  },
  {
    gate: 'infra',
    fault: 'a word that compose does not know',
    file: 'infra/compose/compose.yaml',
    from: 'read_only: true',
    to: 'read_solely: true',
    seen: 'must NOT have additional properties',
  },
  {
    gate: 'infra',
    fault: 'programs without their master keys',
    file: 'infra/compose/compose.yaml',
    from: '  MASTER_KEYS_FILE: /run/secrets/master_keys\n',
    to: '',
    seen: 'MASTER_KEYS is not set',
  },
  {
    gate: 'infra',
    fault: 'a process that a cluster does not watch',
    file: 'infra/prometheus/kubernetes.yml',
    from: 'job_name: twin-worker',
    to: 'job_name: worker',
    seen: 'no job is named twin-worker',
  },
  {
    gate: 'alerts',
    fault: 'an alert that waits too long',
    file: 'infra/prometheus/rules.yml',
    from: 'for: 2m',
    to: 'for: 20h',
    seen: 'TwinApiDown',
  },
  {
    gate: 'secrets',
    fault: 'a token in a file',
    file: 'docs/planted.md',
    to: `The token is ${'ghp_'.concat('A'.repeat(36))}.\n`,
    seen: 'a token of GitHub',
  },
  {
    gate: 'size',
    fault: 'a file of 301 lines',
    file: `${ENGINE}/planted.ts`,
    to: '// A line.\n'.repeat(301),
    seen: 'planted.ts',
  },
  {
    gate: 'biome',
    fault: 'a line that is not formatted',
    file: `${ENGINE}/planted.ts`,
    to: 'export const planted   =   1\n',
    seen: 'planted.ts',
  },
];
