import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { ROOT } from '../ensure/command.js';

const CHECK = 'packages/launcher/bin/check';

/**
 * Every gate, the slowest first so that they end together. A gate is one or more Node scripts run in turn.
 *
 * @type {{ name: string, scripts: string[][] }[]}
 */
const GATES = [
  { name: 'eslint', scripts: [['node_modules/eslint/bin/eslint.js', '--max-warnings=0', '.']] },
  {
    name: 'types',
    scripts: [
      ['node_modules/typescript/bin/tsc', '-b'],
      ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.check.json'],
    ],
  },
  {
    name: 'knip',
    scripts: [['node_modules/knip/bin/knip.js', '--treat-config-hints-as-errors', '--no-progress']],
  },
  {
    name: 'imports',
    scripts: [
      ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', 'packages', 'apps', 'bench', 'prisma'],
    ],
  },
  { name: 'graph', scripts: [['packages/launcher/bin/graph.js', '--check']] },
  { name: 'size', scripts: [[`${CHECK}/size.js`]] },
  {
    name: 'biome',
    scripts: [['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
  },
];

/**
 * Runs the gates, as many at once as there are processors, and prints each when it ends.
 *
 * @returns {Promise<{ passed: string[], failed: string[] }>}
 */
export async function runGates() {
  const waiting = [...GATES];
  /** @type {string[]} */
  const passed = [];
  /** @type {string[]} */
  const failed = [];
  async function work() {
    for (let gate = waiting.shift(); gate; gate = waiting.shift()) {
      const holds = await runGate(gate);
      (holds ? passed : failed).push(gate.name);
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return { passed, failed };
}

/** @param {{ name: string, scripts: string[][] }} gate */
async function runGate({ name, scripts }) {
  const begun = performance.now();
  for (const script of scripts) {
    const { status, output } = await run(script);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    if (status === 0) continue;
    console.log(`\n── check ${name} failed (${seconds} s) ──\n${output.trim()}`);
    return false;
  }
  console.log(`── check ${name} holds (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
  return true;
}

/**
 * @param {string[]} script
 * @returns {Promise<{ status: number | string, output: string }>}
 */
function run(script) {
  return new Promise((done) => {
    const child = spawn(process.execPath, script, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.once('close', (code, signal) => done({ status: code ?? signal ?? 'no status', output }));
  });
}
