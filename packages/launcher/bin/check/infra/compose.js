import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../../ensure/command.js';
import { imageEnvironment } from './image.js';

const FOLDER = join(ROOT, 'infra/compose');

/**
 * @typedef {{ command?: string[], environment?: Record<string, string>, secrets?: string[] }} Service
 * @typedef {{ services: Record<string, Service>, secrets: Record<string, { file: string }> }} Compose
 */

/**
 * Our programs as the compose file starts them, where people have set `given`; secrets.sh fills `folder`.
 *
 * @param {string} folder
 * @param {Record<string, string>} given
 * @returns {import('./environments.js').DeployedProgram[]}
 */
export function composePrograms(folder, given) {
  copyFileSync(join(FOLDER, 'secrets.sh'), join(folder, 'secrets.sh'));
  execFileSync('sh', [join(folder, 'secrets.sh')]);
  /** @type {Compose} */
  const { services, secrets } = parse(readFileSync(join(FOLDER, 'compose.yaml'), 'utf8'), { merge: true });
  return Object.entries(services).flatMap(([name, service]) => {
    const script = service.command?.at(-1);
    if (!script?.startsWith('apps/bff/')) return [];
    const mounted = new Map(
      (service.secrets ?? []).map((secret) => [`/run/secrets/${secret}`, secrets[secret]?.file]),
    );
    const set = Object.entries(service.environment ?? {}).map(([variable, text]) => {
      const value = interpolated(text, given);
      const file = mounted.get(value);
      return [variable, file === undefined ? value : join(folder, file)];
    });
    const env = { ...imageEnvironment(), ...Object.fromEntries(set) };
    return [{ where: `infra/compose/compose.yaml: ${name}`, script, env }];
  });
}

/**
 * @param {string} text
 * @param {Record<string, string>} given
 */
function interpolated(text, given) {
  return text.replace(/\$\{(\w+):-([^}]*)\}/g, (_, name, otherwise) => given[name] ?? otherwise);
}
