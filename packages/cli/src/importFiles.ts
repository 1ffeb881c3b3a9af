import { basename } from 'node:path';
import { ImportAccepted, ImportDto } from '@twin/shared/dto/import';
import { type Command, type Terminal, Unusable } from './command.ts';
import { counted } from './counted.ts';
import { readArguments, SERVER_OPTIONS } from './readArguments.ts';
import { readInput } from './readInput.ts';
import { Server } from './Server.ts';
import { readServerEnv } from './serverEnv.ts';
import { untilDone } from './untilDone.ts';

const OPTIONS = {
  ...SERVER_OPTIONS,
  account: { type: 'string' },
  format: { type: 'string' },
  timezone: { type: 'string' },
  dates: { type: 'string' },
  conflicts: { type: 'string' },
  restore: { type: 'boolean' },
} as const;

/** `twin import`: the server reads the files as if they were dropped on its page; `--restore` takes an export of ours. */
export const importFiles: Command = {
  name: 'import',
  usage:
    'twin import FILE… [--restore] [--account NAME] [--format F] [--timezone TZ] [--dates day-first|month-first] [--conflicts keep|replace] [--server URL] [--email ADDRESS] (password in TWIN_PASSWORD; --account holds where a file names none)',
  summary: 'bring export files, or an export of your data, into a running Trading Twin',

  async run(args, terminal) {
    const { values, files } = readArguments(args, OPTIONS, importFiles.usage);
    const { server: address, email, restore = false, ...fields } = values;
    const server = await Server.signIn({
      ...readServerEnv(),
      ...(address === undefined ? {} : { server: address }),
      ...(email === undefined ? {} : { email }),
    });
    let exitCode = 0;
    for (const file of files) {
      const path = restore ? '/v1/imports/restore' : '/v1/imports';
      const done = await bring(server, path, file, restore ? {} : fields);
      if (!tell(file, done, terminal)) exitCode = 2;
    }
    await server.signOut();
    return exitCode;
  },
};

/** @throws Unusable when the server refuses the file */
async function bring(
  server: Server,
  path: string,
  file: string,
  fields: Readonly<Record<string, string>>,
): Promise<ImportDto> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([new Uint8Array(readInput(file))]), basename(file));
  const accepted = await server.post(path, form).catch((error: unknown) => {
    if (error instanceof Unusable) throw new Unusable(`${file}: ${error.message}`);
    throw error;
  });
  const { importId } = ImportAccepted.parse(await accepted.json());
  return untilDone(
    () => server.get(`/v1/imports/${importId}`, ImportDto),
    ({ status }) => status === 'done' || status === 'failed',
  );
}

/** @returns false when the import failed */
function tell(file: string, done: ImportDto, terminal: Terminal): boolean {
  if (done.status === 'failed') {
    terminal.err(`twin: ${file}: ${done.error?.message ?? 'the import failed.'}`);
    return false;
  }
  terminal.out(`${file}: ${describeCounts(done)}`);
  for (const { line, field, reason, fix } of done.problems)
    terminal.out(`  line ${line}, ${field}: ${reason}. ${fix}`);
  return true;
}

/** Rows and trades apart: one trade may take several rows. */
export function describeCounts({ rows, trades, accounts }: Pick<ImportDto, 'rows' | 'trades' | 'accounts'>) {
  const { read, accepted, duplicate, ignored, rejected } = rows;
  const kinds = `${accepted} new, ${duplicate} known, ${ignored} ignored, ${rejected} rejected`;
  const into = accounts.length === 0 ? '' : ` in ${accounts.join(', ')}`;
  return `${counted(read, 'row')} read: ${kinds}; ${counted(trades.accepted, 'new trade')}, ${trades.duplicate} known${into}`;
}
