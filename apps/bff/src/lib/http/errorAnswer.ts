import type { Socket } from 'node:net';
import type { ErrorBody } from '@twin/shared/dto/error';
import { AppError } from '@twin/shared/errors/AppError';
import { ERRORS } from '@twin/shared/errors/catalog';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Any failure as the one kind of error; what is not ours becomes INTERNAL and keeps its cause for the log. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const status = statusOf(error);
  if (status === 413) return new AppError('BODY_TOO_LARGE', { cause: error });
  if (status === 415) return new AppError('UNSUPPORTED_MEDIA', { cause: error });
  if (status === 404) return new AppError('NOT_FOUND', { cause: error });
  // Fastify's other 4xx are unreadable bodies and addresses; their texts are written for the caller.
  if (status !== null && status >= 400 && status < 500) {
    return new AppError('INVALID_INPUT', {
      cause: error,
      fields: [{ path: '', message: error instanceof Error ? error.message : 'unreadable' }],
    });
  }
  return new AppError('INTERNAL', { cause: error });
}

export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const failure = toAppError(error);
  const { status, level } = failure.definition;
  request.log[level](
    { err: failure, code: failure.code, context: failure.options.context },
    'request failed',
  );
  if (failure.options.retryAfterSeconds !== undefined) {
    reply.header('retry-after', String(Math.ceil(failure.options.retryAfterSeconds)));
  }
  reply.status(status).type('application/json; charset=utf-8');
  reply.send(bodyOf(failure, request.id));
}

/** Node's own codes, as the status and the words for the caller. */
const UNREADABLE: Readonly<Record<string, [status: string, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not come to its end in time.'],
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers are longer than 16 kB.'],
};
const NO_REQUEST = ['400 Bad Request', 'What was sent is no HTTP request.'] as const;

/** What Node itself could not read as a request, told as every other error before the connection ends. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, message] = UNREADABLE[error.code ?? ''] ?? NO_REQUEST;
  const fields = [{ path: '', message }];
  const body = bodyOf(new AppError('INVALID_INPUT', { cause: error, fields }), '');
  const headers = `content-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`;
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n${body}`);
}

function bodyOf(failure: AppError, requestId: string): string {
  const { expose, text } = failure.definition;
  const body: ErrorBody = {
    error: {
      code: expose ? failure.code : 'INTERNAL',
      message: expose ? text : ERRORS.INTERNAL.text,
      requestId,
      fields: expose ? (failure.options.fields ?? []) : [],
    },
  };
  return JSON.stringify(body);
}

/** The status that Fastify or one of its plugins put on its own error. */
function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('statusCode' in error)) return null;
  return typeof error.statusCode === 'number' ? error.statusCode : null;
}
