import { environment } from './environment.ts';

/** What `twin export` and `twin import` take from the environment; options of the command line stand above it. */
export interface ServerEnv {
  server: string | undefined;
  email: string | undefined;
  /** Never an option: a command line is seen by every account of the machine. */
  password: string | undefined;
}

export function readServerEnv(env: Readonly<NodeJS.ProcessEnv> = environment): ServerEnv {
  return { server: env['TWIN_SERVER'], email: env['TWIN_EMAIL'], password: env['TWIN_PASSWORD'] };
}
