import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { RequestOrigin, RequestSession } from './session.ts';
import type { SessionCookies } from './sessionCookies.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Access = 'public' | 'session';
export type RateClass = 'read' | 'write' | 'upload' | 'credentials';

/**
 * What a route may answer, by status; null = no body, `file` = a download, `redirect` = the browser goes on. A body is cut by its schema; `json` is sent
 * as it is, for the few lists whose text the database itself builds.
 */
export type Answers = Record<number, z.ZodType | 'file' | 'redirect' | null>;

/** A download, streamed as it is read. */
export interface FileAnswer {
  name: string;
  type: string;
  content: Readable;
}

/** What the handler gives back for one of the declared statuses. */
export type AnswerOf<A extends Answers, Status extends number> = Status extends keyof A
  ? A[Status] extends z.ZodType
    ? { status: Status; body: z.input<A[Status]> } | { status: Status; json: string }
    : A[Status] extends 'file'
      ? { status: Status; file: FileAnswer }
      : A[Status] extends 'redirect'
        ? { status: Status; location: string }
        : { status: Status }
  : never;

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

export interface RouteContext<P, Q, B, Who extends Access> {
  params: Parsed<P>;
  query: Parsed<Q>;
  body: Parsed<B>;
  session: Who extends 'session' ? RequestSession : RequestSession | null;
  from: RequestOrigin;
  cookies: SessionCookies;
  /** For uploads only, which are read as a stream. */
  request: FastifyRequest;
}

export interface RouteSpec<P, Q, B, A extends Answers, Who extends Access, Status extends number> {
  method: Method;
  /** With `:name` for parameters. */
  path: string;
  /** One sentence for /openapi.json. */
  summary: string;
  access: Who;
  /** Default: read for GET, write otherwise. */
  rate?: RateClass;
  /** Whether it changes nothing of the person's data and stays open to the demo. Default: true for GET. */
  isHarmless?: boolean;
  /** `multipart` routes read `request` themselves; their fields are described by `fields`. */
  upload?: { fields: z.ZodObject };
  params?: P;
  query?: Q;
  body?: B;
  answers: A;
  handle(context: RouteContext<P, Q, B, Who>): Promise<{ status: Status } & NoInfer<AnswerOf<A, Status>>>;
}

export interface RouteAnswer {
  status: number;
  body?: unknown;
  json?: string;
  file?: FileAnswer;
  location?: string;
}

/** A route whose schemas are no longer known to the compiler, only to the code that mounts it. */
export type Route = Omit<RouteSpec<unknown, unknown, unknown, Answers, Access, number>, 'handle'> & {
  params?: z.ZodType | undefined;
  query?: z.ZodType | undefined;
  body?: z.ZodType | undefined;
  handle(context: RouteContext<unknown, unknown, unknown, Access>): Promise<RouteAnswer>;
};

/** Declares a route; the compiler holds the handler to its schemas, the server parses and cuts by them. */
export function route<
  A extends Answers,
  Who extends Access,
  Status extends keyof A & number,
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(spec: RouteSpec<P, Q, B, A, Who, Status>): Route {
  return spec as unknown as Route;
}
