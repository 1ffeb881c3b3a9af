import { type Readable, Transform, type TransformCallback } from 'node:stream';
import type {} from '@fastify/multipart';
import { AppError } from '@twin/shared/errors/AppError';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { parseInput } from './inputProblems.ts';

export const UPLOAD_LIMIT_BYTES = 150 * 1024 * 1024;
/** What a multipart body adds to its file: boundaries, part headers and a few small fields. */
const ENVELOPE_BYTES = 64 * 1024;

export interface IncomingFile {
  name: string;
  /** Fails with PAYLOAD_TOO_LARGE behind the limit. */
  content: Readable;
}

/** What became of the file; taken back when the rest of the request turns out to be wrong. */
export interface Received {
  discard(): Promise<void>;
}

/**
 * Reads a multipart request of one file and text fields. The file goes to `receive` as a stream, in whatever order
 * the parts come; nothing of it is buffered here.
 * @throws AppError UNSUPPORTED_MEDIA, PAYLOAD_TOO_LARGE, INVALID_INPUT, and whatever `receive` throws
 */
export async function readUpload<Fields extends z.ZodObject, File extends Received>(
  request: FastifyRequest,
  fields: Fields,
  receive: (file: IncomingFile) => Promise<File>,
): Promise<{ fields: z.output<Fields>; file: File }> {
  if (!request.isMultipart()) throw new AppError('UNSUPPORTED_MEDIA');
  if (Number(request.headers['content-length'] ?? 0) > UPLOAD_LIMIT_BYTES + ENVELOPE_BYTES) {
    throw new AppError('PAYLOAD_TOO_LARGE');
  }
  const texts: Record<string, string> = {};
  const files: File[] = [];
  try {
    for await (const part of partsOf(request)) {
      if (part.type === 'field') texts[part.fieldname] = String(part.value);
      else if (files.length > 0) throw wrongField('file', 'Send one file at a time.');
      else files.push(await receive({ name: part.filename, content: limited(part.file) }));
    }
    const [file] = files;
    if (!file) throw wrongField('file', 'The request holds no file.');
    // A form sends an empty text for what was left open.
    const given = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
    return { fields: parseInput(fields, given), file };
  } catch (error) {
    for (const file of files) await file.discard();
    throw error;
  }
}

/** @throws AppError INVALID_INPUT when the body is no form; what the reader of a part throws is not touched */
async function* partsOf(request: FastifyRequest) {
  try {
    yield* request.parts({ limits: { fileSize: Number.POSITIVE_INFINITY, files: 2 } });
  } catch (error) {
    if (error instanceof Error && 'statusCode' in error) throw error;
    const message = 'The form cannot be read to its end.';
    const fix = 'Send it once more, as multipart/form-data with a boundary.';
    throw new AppError('INVALID_INPUT', { cause: error, fields: [{ path: '', message, fix }] });
  }
}

function wrongField(path: string, message: string): AppError {
  return new AppError('INVALID_INPUT', { fields: [{ path, message }] });
}

function limited(content: Readable): Readable {
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      bytes += chunk.length;
      if (bytes > UPLOAD_LIMIT_BYTES) done(new AppError('PAYLOAD_TOO_LARGE'));
      else done(null, chunk);
    },
  });
  content.on('error', (error) => meter.destroy(error));
  return content.pipe(meter);
}
