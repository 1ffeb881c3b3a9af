import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { ROOT } from '../ensure/command.js';
import { hasMlPython, NO_PYTHON } from '../ensure/python.js';
import { isInstalled } from '../ensure/testTools.js';

const CHECK = 'packages/launcher/bin/check';

/**
 * Every gate, the slowest first so that they end together. A gate is one or more Node scripts run in turn; one that
 * needs something beyond npm packages is skipped without it, and says so.
 *
 * @typedef {{ has: () => boolean, why: string }} Need
 * @typedef {{ name: string, scripts: string[][], needs?: Need }} Gate
 */
const PYTHON = { has: hasMlPython, why: NO_PYTHON };
const PROMTOOL = {
  has: () => isInstalled('promtool'),
  why: "needs promtool, which Debian's package prometheus brings",
};

/** @type {Gate[]} */
const GATES = [
  { name: 'eslint', scripts: [['node_modules/eslint/bin/eslint.js', '--max-warnings=0', '.']] },
  {
    // The reference is drawn from what the compiler has built.
    name: 'types and reference',
    scripts: [
      ['node_modules/typescript/bin/tsc', '-b'],
      ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.check.json'],
      ['packages/launcher/bin/reference.js', '--check'],
    ],
  },
  { name: 'python', scripts: [[`${CHECK}/python.js`]], needs: PYTHON },
  { name: 'ml types', scripts: [[`${CHECK}/mlTypes.js`]], needs: PYTHON },
  {
    name: 'knip',
    scripts: [['node_modules/knip/bin/knip.js', '--treat-config-hints-as-errors', '--no-progress']],
  },
  {
    name: 'imports',
    scripts: [
      [
        'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
        'packages',
        'apps',
        'bench',
        'chaos',
        'e2e',
        'security',
        'prisma',
      ],
    ],
  },
  { name: 'contract', scripts: [[`${CHECK}/contract.js`]] },
  { name: 'graph', scripts: [['packages/launcher/bin/graph.js', '--check']] },
  { name: 'infra', scripts: [[`${CHECK}/infra.js`]] },
  { name: 'alerts', scripts: [[`${CHECK}/alerts.js`]], needs: PROMTOOL },
  { name: 'secrets', scripts: [[`${CHECK}/secrets.js`]] },
  { name: 'size', scripts: [[`${CHECK}/size.js`]] },
  {
    name: 'biome',
    scripts: [['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
  },
];

/**
 * Runs the gates, some at once, and prints each when it ends; all of them unless some are named.
 *
 * @param {{ named?: string[], atOnce?: number }} options
 * @returns {Promise<{ passed: string[], failed: string[], skipped: string[] }>} the skipped ones with their reason
 */
export async function runGates({ named = [], atOnce = availableParallelism() } = {}) {
  const asked = GATES.filter(({ name }) => named.length === 0 || named.includes(name));
  const canRun = (/** @type {Gate} */ gate) => gate.needs?.has() ?? true;
  const waiting = asked.filter(canRun);
  const skipped = asked
    .filter((gate) => !canRun(gate))
    .map(({ name, needs }) => `check ${name} (${needs?.why})`);
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
  await Promise.all(Array.from({ length: atOnce }, work));
  return { passed, failed, skipped };
}

/** @param {Gate} gate */
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
