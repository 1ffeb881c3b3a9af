import { restore as bringBack } from '@twin/launcher/backup/restore';
import { type Command, Unusable } from './command.ts';
import { INSTALLATION_OPTIONS, installationOf, passphraseOf, refusals } from './installation.ts';
import { readArguments } from './readArguments.ts';

const OPTIONS = { ...INSTALLATION_OPTIONS, 'passphrase-file': { type: 'string' } } as const;

/** `twin restore`: a new installation of what `twin backup` saved. */
export const restore: Command = {
  name: 'restore',
  usage: 'twin restore FILE [--data-dir DIR] [--passphrase-file FILE]',
  summary: 'make a new installation of a backup',

  async run(args, terminal) {
    const { values, files } = readArguments(args, OPTIONS, restore.usage);
    const [file, ...more] = files;
    if (file === undefined || more.length > 0)
      throw new Unusable(`one file, please.\nUsage: ${restore.usage}`);
    const settings = installationOf(values);
    const facts = await refusals(() => bringBack(settings, file, passphraseOf(values['passphrase-file'])));
    terminal.out(`${settings.dataDir} holds the state of ${facts.takenAt} (${facts.rows} rows).`);
    return 0;
  },
};
