/** One subcommand of `twin`; a command is one file and one line in the table of main.ts. */
export interface Command {
  name: string;
  usage: string;
  summary: string;
  /** The exit code: 0, or 2 when the input or the arguments are unusable. */
  run(args: string[], terminal: Terminal): number | Promise<number>;
}

/** Where a command writes: results to `out`, messages for people to `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
}

/** Wrong arguments, or a file that cannot be used: a plain message and exit code 2. */
export class Unusable extends Error {
  override name = 'Unusable';
}
