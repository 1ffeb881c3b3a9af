import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { bundleScript } from './bundleScript.js';
import { ROOT } from './ensure/command.js';

/**
 * Makes JavaScript of a TypeScript program of the repository and runs it at its root with the arguments of this
 * process, whose exit status becomes the program's.
 *
 * @param {string} entry its path below the root
 */
export async function runScript(entry) {
  const outfile = join(ROOT, '.cache/scripts', entry.replaceAll('/', '-').replace(/ts$/, 'mjs'));
  await bundleScript({ entryPoints: [join(ROOT, entry)], outfile });
  const child = spawn(process.execPath, [outfile, ...process.argv.slice(2)], { cwd: ROOT, stdio: 'inherit' });
  child.once('close', (code) => {
    process.exitCode = code ?? 1;
  });
}
