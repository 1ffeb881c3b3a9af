import { analyze } from './analyze.ts';
import { backup } from './backup.ts';
import { candles } from './candles.ts';
import { type Command, Unusable } from './command.ts';
import { doctor } from './doctor.ts';
import { exportAccount } from './exportAccount.ts';
import { importFiles } from './importFiles.ts';
import { parse } from './parse.ts';
import { probe } from './probe.ts';
import { restore } from './restore.ts';

const COMMANDS: readonly Command[] = [
  parse,
  analyze,
  importFiles,
  candles,
  exportAccount,
  backup,
  restore,
  doctor,
  probe,
];

const terminal = {
  out: (text: string) => void process.stdout.write(`${text}\n`),
  err: (text: string) => void process.stderr.write(`${text}\n`),
};

function help(): string {
  const width = Math.max(...COMMANDS.map(({ usage }) => usage.length));
  return ['Usage:', ...COMMANDS.map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`)].join(
    '\n',
  );
}

async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    terminal.out(help());
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (!command) {
    terminal.err(`twin: there is no command "${name}".\n${help()}`);
    return 2;
  }
  try {
    return await command.run(rest, terminal);
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    terminal.err(`twin: ${error.message}`);
    return 2;
  }
}

/** A closed pipe (`twin parse … | head`) is the reader's choice, no failure. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await main(process.argv.slice(2));
