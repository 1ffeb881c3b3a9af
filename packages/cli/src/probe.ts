import { randomBytes } from 'node:crypto';
import { ImportAccepted, ImportDto } from '@twin/shared/dto/import';
import { type Command, type Terminal, Unusable } from './command.ts';
import { followStream } from './followStream.ts';
import { probeFills } from './probeFills.ts';
import { readOptions } from './readArguments.ts';
import { Server } from './Server.ts';
import { readServerEnv } from './serverEnv.ts';

const OPTIONS = { server: { type: 'string' } } as const;
const EVENT_MS = 60_000;

/**
 * `twin probe`: walks the way of a person through a running server, from the account to its deletion, and says how
 * long each step took. For watching a service from outside; it needs open registration and leaves nothing.
 */
export const probe: Command = {
  name: 'probe',
  usage: 'twin probe [--server URL]',
  summary: 'walk register, import, tags, event and deletion through a running server',

  async run(args, terminal) {
    const values = readOptions(args, OPTIONS, probe.usage);
    const address = values.server ?? readServerEnv().server;
    const person = {
      server: address,
      email: `probe-${randomBytes(8).toString('hex')}@example.org`,
      password: randomBytes(18).toString('base64url'),
    };
    const server = await timed(terminal, 'register', () => Server.register(person));
    try {
      await walk(server, terminal);
    } finally {
      await timed(terminal, 'delete', () => server.post('/v1/privacy/delete', { password: person.password }));
    }
    await timed(terminal, 'gone', () => refuseSignIn(person));
    return 0;
  },
};

async function walk(server: Server, terminal: Terminal): Promise<void> {
  const { csv, fills } = probeFills();
  const stream = await timed(terminal, 'stream', () => followStream(server, EVENT_MS));
  try {
    const importId = await timed(terminal, 'upload', async () => {
      const form = new FormData();
      form.set('file', new Blob([csv]), 'probe.csv');
      return ImportAccepted.parse(await (await server.post('/v1/imports', form)).json()).importId;
    });
    const { tags } = await timed(terminal, 'event', () => stream.completed(importId));
    const { status, rows } = await server.get(`/v1/imports/${importId}`, ImportDto);
    if (status !== 'done' || rows.accepted !== fills) {
      throw new Unusable(`the import is ${status} with ${rows.accepted} of ${fills} rows.`);
    }
    if (tags === 0) throw new Unusable('the import brought no tag, though its fills hold a pattern.');
  } finally {
    stream.close();
  }
}

async function refuseSignIn(person: Parameters<typeof Server.signIn>[0]): Promise<void> {
  const isKnown = await Server.signIn(person).then(
    () => true,
    () => false,
  );
  if (isKnown) throw new Unusable('the account can still be signed in to after its deletion.');
}

async function timed<T>(terminal: Terminal, step: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work().catch((error: unknown) => {
    if (error instanceof Unusable) throw new Unusable(`${step} failed: ${error.message}`);
    throw error;
  });
  terminal.out(`${step.padEnd(9)} ${Math.round(performance.now() - begun)} ms`);
  return result;
}
