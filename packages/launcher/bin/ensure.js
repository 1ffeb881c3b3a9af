#!/usr/bin/env node
// Brings a clone to the point where it can start: packages installed, Prisma client generated, TypeScript
// and web built. Runs before anything is installed, so it may import node:* only.
//   --packages  only packages and the generated client, which is what the checks read
//   --build     the same, and builds even when the stamps say nothing changed
//   --tests     also what the tests need beyond npm packages
import { StepFailure } from './ensure/command.js';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const flags = new Set(process.argv.slice(2));

try {
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new StepFailure(
      `Node ${process.versions.node} is too old`,
      'install Node 20.19 or newer (https://nodejs.org), then run the command again',
    );
  }
  const { ensureInstalled } = await import('./ensure/install.js');
  const { ensureGenerated } = await import('./ensure/generate.js');
  const { ensureBuilt } = await import('./ensure/build.js');
  // What comes from elsewhere waits mostly for the network, so it comes while the rest is installed and built.
  const testTools = flags.has('--tests') ? bringTestTools() : Promise.resolve();
  await ensureInstalled();
  await ensureGenerated();
  if (!flags.has('--packages')) await ensureBuilt({ force: flags.has('--build') });
  await testTools;
} catch (error) {
  if (!(error instanceof StepFailure)) throw error;
  console.error(`\n${error.message}\n\nWhat to do: ${error.fix}`);
  process.exitCode = 1;
}

async function bringTestTools() {
  const { ensureTestTools } = await import('./ensure/testTools.js');
  const { ensurePython } = await import('./ensure/python.js');
  await Promise.all([ensureTestTools(), ensurePython()]);
}
