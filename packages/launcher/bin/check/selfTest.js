import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../ensure/command.js';
import { PLANTED_FAULTS } from './plantedFaults.js';

/** What git does not keep and the gates read. */
const MADE = ['node_modules', 'apps/ml/.venv', 'apps/bff/src/generated', 'apps/web/next-env.d.ts'];

/** @typedef {import('./plantedFaults.js').PlantedFault} PlantedFault */

/**
 * Plants one fault after the other in a copy of the last commit and runs its gate there. True when each was seen,
 * with the words that tell of it.
 *
 * @param {string[]} named gates; all when none is named
 */
export async function testGates(named) {
  const copy = mkdtempSync(join(tmpdir(), 'twin-gates-'));
  try {
    run('git', ['clone', '--quiet', '--shared', ROOT, copy], ROOT);
    const made = [...MADE, ...workspaceModules()].filter((path) => existsSync(join(ROOT, path)));
    for (const path of made) symlinkSync(join(ROOT, path), join(copy, path));
    // A link is no folder, which is what .gitignore names.
    writeFileSync(join(copy, '.git/info/exclude'), made.map((path) => `/${path}\n`).join(''));
    const faults = PLANTED_FAULTS.filter(({ gate }) => named.length === 0 || named.includes(gate));
    const blind = faults.filter((fault) => !isSeen(fault, copy));
    console.log(`\n${faults.length} faults planted, ${faults.length - blind.length} seen`);
    return blind.length === 0;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/**
 * @param {PlantedFault} fault
 * @param {string} copy
 */
function isSeen(fault, copy) {
  const begun = performance.now();
  plant(fault, copy);
  const { status, output } = run(process.execPath, ['packages/launcher/bin/check.js', fault.gate], copy);
  const seen = status === 1 && output.includes(fault.seen);
  run('git', ['checkout', '--quiet', '--', '.'], copy);
  run('git', ['clean', '--quiet', '--force', '-d'], copy);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`${seen ? 'seen ' : 'BLIND'} ${fault.gate}: ${fault.fault} (${seconds} s)`);
  if (!seen) console.log(output);
  return seen;
}

/**
 * @param {PlantedFault} fault
 * @param {string} copy
 */
function plant({ file, from, to }, copy) {
  const path = join(copy, file);
  if (from === undefined) return writeFileSync(path, to);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from))
    throw new Error(`${file} no longer holds "${from}", so no fault can be planted in it`);
  return writeFileSync(path, text.replace(from, to));
}

function workspaceModules() {
  return ['apps', 'packages'].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((room) => `${folder}/${room}/node_modules`),
  );
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} cwd
 */
function run(program, args, cwd) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}
