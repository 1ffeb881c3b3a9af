import { backup as backUp } from '@twin/launcher/backup/backup';
import { type Command, Unusable } from './command.ts';
import { INSTALLATION_OPTIONS, installationOf, passphraseOf, refusals } from './installation.ts';
import { readOptions } from './readArguments.ts';

const OPTIONS = {
  ...INSTALLATION_OPTIONS,
  out: { type: 'string' },
  'passphrase-file': { type: 'string' },
} as const;

/** `twin backup`: everything of an installation in one encrypted file, while it runs or not. */
export const backup: Command = {
  name: 'backup',
  usage: 'twin backup --out FILE [--data-dir DIR] [--passphrase-file FILE]',
  summary: 'save everything of an installation in one encrypted file',

  async run(args, terminal) {
    const values = readOptions(args, OPTIONS, backup.usage);
    if (values.out === undefined) throw new Unusable(`name the file with --out.\nUsage: ${backup.usage}`);
    const { out } = values;
    const settings = installationOf(values);
    const passphrase = passphraseOf(values['passphrase-file']);
    const facts = await refusals(() => backUp(settings, out, passphrase));
    terminal.out(`${facts.file}: ${facts.rows} rows and ${facts.objects ?? 'no'} stored files.`);
    if (facts.objects === null)
      terminal.out(`The stored files lie in the bucket ${settings.bucket}: back it up beside this file.`);
    terminal.out('Keep its passphrase elsewhere: without it nobody can open the file.');
    return 0;
  },
};
