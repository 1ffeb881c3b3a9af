import { writeFileSync } from 'node:fs';
import { ExportAccepted, ExportDto } from '@twin/shared/dto/archive';
import { type Command, Unusable } from './command.ts';
import { readOptions, SERVER_OPTIONS } from './readArguments.ts';
import { Server } from './Server.ts';
import { readServerEnv } from './serverEnv.ts';
import { untilDone } from './untilDone.ts';

const OPTIONS = { ...SERVER_OPTIONS, out: { type: 'string' } } as const;
const NAME = 'trading-twin-export.zip';

/** `twin export`: everything that a person brought in, as the zip that restores it anywhere. */
export const exportAccount: Command = {
  name: 'export',
  usage: 'twin export [--out FILE.zip] [--server URL] [--email ADDRESS] (password in TWIN_PASSWORD)',
  summary: 'fetch everything you brought into a running Trading Twin, your own notes included',

  async run(args, terminal) {
    const { out = NAME, ...given } = readOptions(args, OPTIONS, exportAccount.usage);
    const server = await Server.signIn({ ...readServerEnv(), ...given });
    const accepted = await server.post('/v1/privacy/exports', {});
    const { exportId } = ExportAccepted.parse(await accepted.json());
    const made = await untilDone(
      () => server.get(`/v1/privacy/exports/${exportId}`, ExportDto),
      ({ status }) => status === 'done' || status === 'failed',
    );
    if (made.download === null) throw new Unusable(made.error?.message ?? 'the export failed.');
    const bytes = await server.download(made.download);
    await server.signOut();
    write(out, bytes);
    terminal.err(`twin: ${out}, ${bytes.length} bytes`);
    return 0;
  },
};

/** Never over a file that is there. @throws Unusable */
function write(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Unusable(
      code === 'EEXIST' ? `${path} is there already; name another file with --out.` : `${path}: ${code}`,
    );
  }
}
