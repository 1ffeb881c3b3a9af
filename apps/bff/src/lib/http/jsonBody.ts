import { AppError } from '@twin/shared/errors/AppError';
import type { FastifyInstance } from 'fastify';

/** Nothing that we are sent is nested deeper; a parser or a schema must not be walked down a million brackets. */
const DEPTH_MAX = 32;

/** Reads JSON bodies and nothing else, without __proto__ and constructor keys, and refuses what is nested too deeply before it is parsed. */
export function acceptJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  // Forms of other sites may send text/plain without asking; nothing of ours does.
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    if (isDeeperThan(body, DEPTH_MAX)) done(tooDeep());
    else void parse(request, body, done);
  });
}

function tooDeep(): AppError {
  const message = `is nested deeper than ${DEPTH_MAX} levels`;
  return new AppError('INVALID_INPUT', { fields: [{ path: '', message, fix: 'Send the flat shape.' }] });
}

/** Counts brackets outside of texts, in one pass and without a stack. */
function isDeeperThan(json: string, most: number): boolean {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < json.length; at += 1) {
    const char = json[at];
    if (isInText) {
      if (char === '\\') at += 1;
      else if (char === '"') isInText = false;
    } else if (char === '"') isInText = true;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    if (depth > most) return true;
  }
  return false;
}
