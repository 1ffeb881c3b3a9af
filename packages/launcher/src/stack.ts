import { join } from 'node:path';
import { browserAddress } from '@twin/shared/primitives/browserAddress';
import { type Database, openDatabase } from './database.ts';
import { openDataFolder, programSecrets } from './dataFolder.ts';
import { usablePort } from './listenAddress.ts';
import { keepLogsSmall } from './logRotation.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';
import { type Given, programSpec, runMigrations, untilReady } from './programs.ts';
import { type Claim, claim } from './runRecord.ts';
import { Supervisor } from './Supervisor.ts';
import type { Settings } from './settings.ts';

/** The running whole: database, api and worker. */
export interface Stack {
  address: string;
  /** Rejects when the stack cannot go on, e.g. PostgreSQL died and does not start again. */
  broken: Promise<never>;
}

export interface StackContext {
  /** Aborting ends the start where it stands. */
  signal: AbortSignal;
  /** A line for the person. */
  say(line: string): void;
  /** What has to be undone, in reverse order, by whoever started the stack. */
  onStop(undo: () => Promise<void>): void;
}

/** Starts everything in order; resolves when the app answers that it is ready. */
export async function startStack(settings: Settings, context: StackContext): Promise<Stack> {
  const folder = await openDataFolder(settings.dataDir);
  const held = await claim(folder);
  context.onStop(() => held.release());
  // After the claim: an orphan of a killed start may hold the port until the claim has stopped it.
  const port = await usablePort(settings.host, settings.port);
  const database = await openDatabase(settings, folder);
  const broken = keepDatabase(database, folder.path, context);
  context.signal.throwIfAborted();
  const given = { settings, folder, database, port, ...(await programSecrets(folder)) };
  await runMigrations(given, context.signal);
  const address = browserAddress(settings.host, port);
  await startPrograms(given, address, held, context);
  context.onStop(keepLogsSmall(join(folder.path, 'logs'), context.say));
  await noteOrSay(held, { address }, context);
  return { address, broken };
}

async function startPrograms(
  given: Given,
  address: string,
  held: Claim,
  context: StackContext,
): Promise<void> {
  const supervisor = new Supervisor({
    crashed: (name, status, waitMs) =>
      context.say(`${name} ended (${status}); starting it again in ${waitMs / 1000} s`),
    changed: (children) => noteOrSay(held, { children }, context),
  });
  context.onStop(() => supervisor.stop());
  const api = await programSpec('api', given);
  const worker = await programSpec('worker', given);
  await supervisor.start(api);
  // The page is what somebody waits for; the worker's start would take half of the machine from it.
  await untilReady(address, supervisor, api, context.signal);
  await supervisor.start(worker);
}

/** What runs is looked after even when it cannot be written down, e.g. on a full disk. */
async function noteOrSay(held: Claim, change: Parameters<Claim['note']>[0], context: StackContext) {
  await held.note(change).catch((error: Error) => {
    context.say(
      `What runs could not be noted (${error.message}). It goes on; check the disk and the data folder.`,
    );
  });
}

/** Starts the embedded server again on the same port when it ends unasked; its clients reconnect. */
function keepDatabase(database: Database, dataDir: string, context: StackContext): Promise<never> {
  let server: PostgresServer | null = database.embedded;
  let stopping = false;
  context.onStop(async () => {
    stopping = true;
    await server?.stop();
  });
  const broken = new Promise<never>((_, fail) => {
    async function watch(watched: PostgresServer): Promise<void> {
      await watched.exited;
      if (stopping) return;
      context.say('PostgreSQL ended unexpectedly; starting it again');
      server = await startPostgres({ dataDir, port: watched.port });
      if (stopping) await server.stop();
      else await watch(server);
    }
    if (server) watch(server).catch(fail);
  });
  // Nobody waits on it before the start is through; a rejection until then is seen when somebody does.
  broken.catch(() => undefined);
  return broken;
}
