import { type Command, Unusable } from './command.ts';

/** Each is loaded when it is asked for: what a backup needs must not slow an analysis down. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  parse: async () => (await import('./parse.ts')).parse,
  analyze: async () => (await import('./analyze.ts')).analyze,
  import: async () => (await import('./importFiles.ts')).importFiles,
  candles: async () => (await import('./candles.ts')).candles,
  export: async () => (await import('./exportAccount.ts')).exportAccount,
  backup: async () => (await import('./backup.ts')).backup,
  restore: async () => (await import('./restore.ts')).restore,
  doctor: async () => (await import('./doctor.ts')).doctor,
  probe: async () => (await import('./probe.ts')).probe,
};

const terminal = {
  out: (text: string) => void process.stdout.write(`${text}\n`),
  err: (text: string) => void process.stderr.write(`${text}\n`),
};

async function help(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  const width = Math.max(...commands.map(({ usage }) => usage.length));
  const lines = commands.map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`);
  return ['Usage:', ...lines].join('\n');
}

async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    terminal.out(await help());
    return name === undefined ? 2 : 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) {
    terminal.err(`twin: there is no command "${name}".\n${await help()}`);
    return 2;
  }
  try {
    const command = await load();
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
