import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../ensure/command.js';

/**
 * What the image of api, worker and migrations sets itself.
 *
 * @returns {Record<string, string>}
 */
export function imageEnvironment() {
  const text = readFileSync(join(ROOT, 'infra/image/Dockerfile'), 'utf8');
  const [, assignments = ''] = /^ENV ((?:.*\\\n)*.*)$/m.exec(text.slice(text.lastIndexOf('\nFROM '))) ?? [];
  return Object.fromEntries(
    [...assignments.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
  );
}
