import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../ensure/command.js';

/**
 * Writes into the folder what a builder would be sent: the files of the last commit that .dockerignore lets through.
 *
 * @param {string} folder
 */
export function writeContext(folder) {
  const lines = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n').filter(Boolean);
  const wanted = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  const left = lines.filter((line) => !line.startsWith('!') && line !== '**');
  const paths = [
    ...wanted,
    ...left.flatMap((line) => [`:(exclude,glob)${line}`, `:(exclude,glob)${line}/**`]),
  ];
  mkdirSync(folder);
  const archive = execFileSync('git', ['archive', 'HEAD', '--', ...paths], {
    cwd: ROOT,
    maxBuffer: 2 ** 30,
  });
  execFileSync('tar', ['--extract', '--directory', folder], { input: archive });
}

/**
 * Puts into the image's folder what the last stage of the Dockerfile copies there, from the stage before or from the
 * context, which are the same folder here.
 *
 * @param {{ dockerfile: string, from: string, image: string, takes: boolean }} given takes: move, not copy
 */
export function copyLayers({ dockerfile, from, image, takes }) {
  const text = readFileSync(join(ROOT, 'infra/image', dockerfile), 'utf8');
  const last = text.slice(text.lastIndexOf('\nFROM '));
  for (const [, source = '', target = ''] of last.matchAll(/^COPY (?:--from=build \/app\/)?(\S+) (\S+)$/gm)) {
    // The virtual environment of Python is made in its place, as it cannot be moved.
    if (target.startsWith('/')) continue;
    mkdirSync(dirname(join(image, target)), { recursive: true });
    if (takes) renameSync(join(from, source), join(image, target));
    else cpSync(join(from, source), join(image, target), { recursive: true });
  }
}

/**
 * What a service of the compose file runs, without the word that stands for this Node.
 *
 * @param {string} service
 * @returns {string[]}
 */
export function commandOf(service) {
  const compose = parse(readFileSync(join(ROOT, 'infra/compose/compose.yaml'), 'utf8'), { merge: true });
  const [program, ...args] = compose.services[service].command;
  if (program !== 'node') throw new Error(`${service} is started by ${program}, which is not known here`);
  return args;
}
