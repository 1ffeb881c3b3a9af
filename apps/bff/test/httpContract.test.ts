import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { cleanUp } from './support/cleanUp.ts';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, registerPerson } from './support/testHouse.ts';
import { historyRows } from './support/writtenHistory.ts';

const SCHEMATHESIS = fileURLToPath(new URL('../../ml/.venv/bin/schemathesis', import.meta.url));
const CONFIG = fileURLToPath(new URL('support/schemathesis.toml', import.meta.url));
const hasSchemathesis = existsSync(SCHEMATHESIS);
/** They end the session that the others are asked with, or leave for a broker's page. */
const APART = ['postAuthLogout', 'postPrivacyDelete', 'deleteSessionsById', 'getBrokersByBrokerOauthStart'];
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
];

const HEADER = 'ext_id,ts,symbol,side,qty,price,fee,fee_asset,account,order_id,order_type';

const database = await createTestDatabase();

it.skipIf(!hasSchemathesis)(
  'every answer fits openapi.json, whatever is sent (skipped without schemathesis in apps/ml/.venv)',
  { timeout: 400_000 },
  async () => {
    const house = await createTestHouse(database);
    const { browser, importFile } = await registerPerson(house);
    await importFile([HEADER, ...historyRows({ fills: 40 })].join('\n'));
    const address = await house.app.listen({ host: '127.0.0.1', port: 0 });
    const cookies = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const folder = await mkdtemp(join(tmpdir(), 'twin-contract-'));
    cleanUp(() => rm(folder, { recursive: true, force: true }));
    const document = join(folder, 'openapi.json');
    await writeFile(document, JSON.stringify(withoutSecurity(await browser.send('GET', '/openapi.json'))));
    const told = await run(folder, [
      ...['--config-file', CONFIG, 'run', document, '--url', address, '--checks', CHECKS.join(',')],
      ...['--phases', 'coverage,fuzzing', '--max-examples', '10', '--seed', '1', '--no-color'],
      ...['--header', `cookie: ${cookies}`, '--header', `x-csrf-token: ${browser.cookies.get('twin_csrf')}`],
      ...APART.flatMap((operation) => ['--exclude-operation-id', operation]),
    ]);
    expect(told).toMatch(/(\d{4}) generated, \1 passed/);
  },
);

/** Every call carries the session, so a call without one is not tried here; strangers.test.ts does. */
function withoutSecurity(answer: { json(): unknown }): object {
  const { paths, ...document } = answer.json() as { paths: Record<string, Record<string, object>> };
  const open = Object.entries(paths).map(([path, methods]) => [
    path,
    Object.fromEntries(
      Object.entries(methods).map(([method, operation]) => [method, { ...operation, security: [] }]),
    ),
  ]);
  return { ...document, paths: Object.fromEntries(open) };
}

/** In a folder of its own, as it leaves notes of what failed. */
async function run(cwd: string, args: string[]): Promise<string> {
  const child = spawn(SCHEMATHESIS, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      told += text;
    });
  }
  await new Promise((done) => child.once('close', done));
  return told;
}
