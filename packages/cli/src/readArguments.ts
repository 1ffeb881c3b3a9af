import { type ParseArgsConfig, parseArgs } from 'node:util';
import { Unusable } from './command.ts';

type OptionTable = NonNullable<ParseArgsConfig['options']>;
type Values<Options extends OptionTable> = ReturnType<
  typeof parseArgs<{ options: Options; allowPositionals: true; strict: true }>
>['values'];

/** Which running server a command speaks to, and as whom. */
export const SERVER_OPTIONS = { server: { type: 'string' }, email: { type: 'string' } } as const;

/** Options of a command that takes no file; an unknown option, or anything else, is unusable input. */
export function readOptions<Options extends OptionTable>(
  args: string[],
  options: Options,
  usage: string,
): Values<Options> {
  try {
    return parseArgs({ args, options, allowPositionals: false, strict: true }).values as Values<Options>;
  } catch (error) {
    throw new Unusable(`${error instanceof Error ? error.message : String(error)}\nUsage: ${usage}`);
  }
}

/** Files and options of a command; an unknown option or no file at all is unusable input. */
export function readArguments<Options extends OptionTable>(
  args: string[],
  options: Options,
  usage: string,
): { values: Values<Options>; files: string[] } {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    if (positionals.length > 0) return { values, files: positionals };
  } catch (error) {
    throw new Unusable(`${error instanceof Error ? error.message : String(error)}\nUsage: ${usage}`);
  }
  throw new Unusable(`no file given.\nUsage: ${usage}`);
}
