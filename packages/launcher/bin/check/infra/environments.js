import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../../ensure/command.js';
import { clusterPrograms } from './cluster.js';
import { composePrograms } from './compose.js';

/**
 * A program of apps/bff as a deployment starts it: `script` is what Node is given, `where` tells people who gives `env`.
 *
 * @typedef {{ where: string, script: string, env: Record<string, string | undefined> }} DeployedProgram
 * @typedef {(env: DeployedProgram['env']) => unknown} ReadConfig throws what is wrong
 */

const SCRIPTS = ['server', 'worker', 'migrate'].map((name) => `apps/bff/out/${name}.js`);

/**
 * Has each program read the environment that compose and Kubernetes give it, with secrets made by their own scripts.
 *
 * @returns {Promise<string[]>} what it would not start with
 */
export async function refusedEnvironments() {
  const folder = mkdtempSync(join(tmpdir(), 'twin-infra-'));
  try {
    const readers = await configReaders();
    const alone = composePrograms(folder, {});
    const others = composePrograms(folder, { REDIS_URL: 'redis://redis:6379', ML_URL: 'http://ml:4190' });
    const deployments = [alone, others, clusterPrograms('k8s/base'), clusterPrograms('k8s/overlays/ml')];
    return [...new Set(deployments.flatMap((programs) => problemsOf(programs, readers)))];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * @param {DeployedProgram[]} programs
 * @param {{ readConfig: ReadConfig, readOwnerUrl: ReadConfig }} readers
 */
function problemsOf(programs, { readConfig, readOwnerUrl }) {
  const missing = SCRIPTS.filter((script) => !programs.some((program) => program.script === script));
  const problems = missing.map((script) => `${programs[0]?.where}: nothing starts ${script}`);
  for (const { where, script, env } of programs) {
    try {
      if (script.endsWith('/migrate.js')) readOwnerUrl(env);
      else readConfig(env);
    } catch (error) {
      problems.push(`${where}: ${script} is refused. ${error instanceof Error ? error.message : error}`);
    }
  }
  return problems;
}

/**
 * Those of apps/bff, of its source, since a check builds no apps.
 *
 * @returns {Promise<{ readConfig: ReadConfig, readOwnerUrl: ReadConfig }>}
 */
async function configReaders() {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'apps/bff/src/config/env.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    conditions: ['twin-source'],
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}
