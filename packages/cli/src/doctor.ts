import { examine, type Finding } from '@twin/launcher/doctor';
import type { Command } from './command.ts';
import { INSTALLATION_OPTIONS, installationOf, refusals } from './installation.ts';
import { readOptions } from './readArguments.ts';

const OPTIONS = { ...INSTALLATION_OPTIONS, json: { type: 'boolean' } } as const;

/** `twin doctor`: looks at everything an installation stands on and says how to mend what is not as it should be. */
export const doctor: Command = {
  name: 'doctor',
  usage: 'twin doctor [--data-dir DIR] [--json]',
  summary: 'check an installation and say how to mend it',

  async run(args, terminal) {
    const values = readOptions(args, OPTIONS, doctor.usage);
    const findings = await refusals(() => examine(installationOf(values)));
    if (values.json) terminal.out(JSON.stringify({ findings }));
    else for (const finding of findings) terminal.out(lineOf(finding));
    return findings.some(({ state }) => state === 'broken') ? 1 : 0;
  },
};

const SIGNS = { ok: '  ok     ', warning: '! warning', broken: '✗ broken ' } as const;

function lineOf({ check, state, message, fix }: Finding): string {
  const way = fix === undefined ? '' : `\n${' '.repeat(12)}${fix}`;
  return `${SIGNS[state]}  ${check}: ${message}${way}`;
}
