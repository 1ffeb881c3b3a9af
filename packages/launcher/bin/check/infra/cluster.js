import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { ROOT } from '../../ensure/command.js';
import { imageEnvironment } from './image.js';

const FOLDER = join(ROOT, 'infra');
/** What secret.sh is told of the services beside the cluster. */
const BESIDE = {
  DATABASE_URL: 'postgresql://twin_app:secret@postgres:5432/twin',
  DATABASE_OWNER_URL: 'postgresql://twin_owner:secret@postgres:5432/twin',
  REDIS_URL: 'redis://redis:6379',
};

/**
 * @typedef {{ name: string, key: string }} KeyRef
 * @typedef {{ name: string, value?: string, valueFrom?: { secretKeyRef: KeyRef } }} Variable
 * @typedef {{ name: string, command?: string[], env?: Variable[], envFrom?: { configMapRef: { name: string } }[] }} Container
 * @typedef {object} Manifest
 * @property {string} kind
 * @property {{ name: string }} metadata
 * @property {Record<string, string>} [data] of a ConfigMap
 * @property {Record<string, string>} [stringData] of a Secret
 * @property {{ template?: { spec: { containers: Container[] } } }} [spec]
 */

/**
 * Our programs as a kustomization starts them, with the secret that secret.sh makes.
 *
 * @param {string} kustomization its folder in infra
 * @returns {import('./environments.js').DeployedProgram[]}
 */
export function clusterPrograms(kustomization) {
  const manifests = [...manifestsOf(join(FOLDER, kustomization)), secretManifest()];
  /** @param {string} kind @param {string} name */
  const find = (kind, name) => manifests.find((one) => one.kind === kind && one.metadata.name === name);
  return manifests.flatMap(({ kind, metadata, spec }) =>
    (spec?.template?.spec.containers ?? []).flatMap(({ command, env = [], envFrom = [] }) => {
      const script = command?.at(-1);
      if (!script?.startsWith('apps/bff/')) return [];
      const shared = envFrom.map(({ configMapRef }) => find('ConfigMap', configMapRef.name)?.data);
      const own = env.map(({ name, value, valueFrom }) => {
        const ref = valueFrom?.secretKeyRef;
        return [name, ref ? find('Secret', ref.name)?.stringData?.[ref.key] : value];
      });
      const given = Object.assign(imageEnvironment(), ...shared, Object.fromEntries(own));
      return [{ where: `infra/${kustomization}: ${kind} ${metadata.name}`, script, env: given }];
    }),
  );
}

/** @returns {Manifest} */
function secretManifest() {
  const env = { ...process.env, ...BESIDE };
  return parse(execFileSync('sh', [join(FOLDER, 'k8s/secret.sh')], { env, encoding: 'utf8' }));
}

/**
 * As kustomize puts them together.
 *
 * @param {string} folder
 * @returns {Manifest[]}
 */
function manifestsOf(folder) {
  /** @type {{ resources: string[], patches?: { target: { kind: string, name: string }, patch: string }[] }} */
  const { resources, patches = [] } = parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8'));
  /** @type {Manifest[]} */
  const manifests = resources.flatMap((name) => {
    const path = join(folder, name);
    if (!name.endsWith('.yaml')) return manifestsOf(path);
    return parseAllDocuments(readFileSync(path, 'utf8')).map((document) => document.toJS());
  });
  for (const { target, patch } of patches) {
    const patched = manifests.find(
      ({ kind, metadata }) => kind === target.kind && metadata.name === target.name,
    );
    for (const { op, path, value } of parse(patch)) {
      if (op !== 'add' || !patched) throw new Error(`${folder}: what ${op} ${path} does is not known here`);
      add(patched, path.slice(1).split('/'), value);
    }
  }
  return manifests;
}

/**
 * JSON Patch's `add`; the name `-` stands for the end of a list.
 *
 * @param {object} manifest
 * @param {string[]} path
 * @param {unknown} value
 */
function add(manifest, path, value) {
  const place = path.slice(0, -1).reduce((part, name) => Reflect.get(part, name), manifest);
  const last = path.at(-1) ?? '';
  if (Array.isArray(place)) place.push(value);
  else Reflect.set(place, last, value);
}
