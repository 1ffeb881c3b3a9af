import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/**
 * JSON lines on standard output. Requests are logged by method, path without query, and status: no header, no body,
 * so neither secrets nor fills can reach a log; the paths below are a second net.
 */
export function createLogger(
  name: string,
  level: 'debug' | 'info' | 'warn' | 'error' | 'silent',
  destination?: DestinationStream,
): Logger {
  const options = {
    name,
    level,
    base: { pid: process.pid },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: [
        'password',
        '*.password',
        'token',
        '*.token',
        'secret',
        '*.secret',
        '*.cookie',
        '*.authorization',
      ],
      censor: '[secret]',
    },
    serializers: { err: (error: unknown) => describeError(error) },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

const CAUSES_MAX = 5;

interface DescribedError {
  type: string;
  message: string;
  code?: string;
  stack: string;
  cause?: DescribedError | undefined;
}

/** Class, message, code and stack of the error and its causes; never the fields that libraries hang on errors. */
function describeError(error: unknown, depth = 0): DescribedError | undefined {
  if (error === undefined || depth > CAUSES_MAX) return undefined;
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: '' };
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return {
    type: error.name,
    message: safeMessage(error),
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    stack: frames.join('\n'),
    cause: describeError(error.cause, depth + 1),
  };
}

/** Prisma shows the whole query with its values and says in the last line what is wrong with it. */
function safeMessage(error: Error): string {
  if (!error.name.startsWith('PrismaClient')) return error.message;
  return error.message.trimEnd().split('\n').at(-1) ?? error.name;
}
