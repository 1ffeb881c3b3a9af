import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runStep } from './command.js';
import { digestOf, isStamped, stamp } from './stamp.js';

const SCHEMA = 'prisma/schema.prisma';
const CLIENT = 'apps/bff/src/generated';

/** Generates the Prisma client when the schema or Prisma itself changed. */
export async function ensureGenerated() {
  if (!existsSync(join(ROOT, SCHEMA))) return;
  const digest = digestOf([SCHEMA, 'node_modules/prisma/package.json']);
  if (existsSync(join(ROOT, CLIENT)) && isStamped('generate', digest)) return;
  await runStep({
    title: 'Generating the database client',
    program: process.execPath,
    args: ['node_modules/prisma/build/index.js', 'generate', '--schema', SCHEMA],
    // Generating needs no schema engine, yet Prisma would download one; a path given stops it.
    env: {
      PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
    fix: `mend ${SCHEMA} where the message above points`,
  });
  stamp('generate', digest);
}
