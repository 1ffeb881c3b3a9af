import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pageContentPolicy } from './securityHeaders.ts';

interface WebFile {
  path: string;
  contentType: string;
  bytes: number;
  etag: string;
  isImmutable: boolean;
  isText: boolean;
  /** For pages: the policy that allows exactly their own inline scripts. */
  contentPolicy: string | null;
}

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};
const TEXT = /^text\/|json|svg|javascript/;
const INLINE_SCRIPT = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/gi;

/** Serves the exported pages: only files that were there at start, so that no path can lead elsewhere. */
export async function mountWebFiles(app: FastifyInstance, folder: string, isHttps: boolean): Promise<void> {
  const files = await listFiles(folder, isHttps);
  const missing = files.get('/404');
  app.get('/*', async (request, reply) => {
    const { pathname: path, search } = new URL(request.url, 'http://localhost');
    const file = files.get(path);
    // A page has one address: rendered under another it would not fit what was exported.
    const bare = path.replace(/\/+$/, '');
    if (!file && bare !== '' && files.has(bare)) return reply.redirect(`${bare}${search}`, 308);
    if (file) return sendFile(file, request, reply);
    if (!missing || path.startsWith('/v1/')) return reply.callNotFound();
    return sendFile(missing, request, reply.status(404));
  });
}

async function listFiles(folder: string, isHttps: boolean): Promise<Map<string, WebFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, WebFile>();
  for (const entry of entries.filter((found) => found.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const address = `/${relative(folder, path).split(sep).join('/')}`;
    const file = await describeFile(path, address, isHttps);
    files.set(address, file);
    if (address.endsWith('/index.html')) files.set(address.slice(0, -'/index.html'.length) || '/', file);
    else if (address.endsWith('.html')) files.set(address.slice(0, -'.html'.length), file);
  }
  return files;
}

async function describeFile(path: string, address: string, isHttps: boolean): Promise<WebFile> {
  const contentType = TYPES[extname(path)] ?? 'application/octet-stream';
  const { size, mtimeMs } = await stat(path);
  // Next puts a content hash into every name under _next/static.
  const isImmutable = address.startsWith('/_next/static/');
  const isPage = contentType.startsWith('text/html');
  const etag = createHash('sha256')
    .update(`${address}\n${size}\n${mtimeMs}`)
    .digest('base64url')
    .slice(0, 22);
  return {
    path,
    contentType,
    bytes: size,
    etag: `W/"${etag}"`,
    isImmutable,
    isText: TEXT.test(contentType),
    contentPolicy: isPage ? pageContentPolicy(scriptHashesOf(await readFile(path, 'utf8')), isHttps) : null,
  };
}

function scriptHashesOf(html: string): string[] {
  const hashes = [...html.matchAll(INLINE_SCRIPT)].map(
    ([, script = '']) => `sha256-${createHash('sha256').update(script).digest('base64')}`,
  );
  return [...new Set(hashes)].sort();
}

function sendFile(file: WebFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.headers({
    'cache-control': file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: file.etag,
  });
  if (file.contentPolicy !== null) reply.header('content-security-policy', file.contentPolicy);
  if (request.headers['if-none-match'] === file.etag) return reply.status(304).send();
  reply.type(file.contentType);
  const isZippable = file.isText && file.bytes > 1_024;
  if (isZippable) reply.header('vary', 'accept-encoding');
  if (isZippable && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
    // pipeline passes a failing read on to the answer, which then breaks off instead of hanging.
    const zipped = pipeline(createReadStream(file.path), createGzip(), () => undefined);
    return reply.header('content-encoding', 'gzip').send(zipped);
  }
  return reply.header('content-length', file.bytes).send(createReadStream(file.path));
}
