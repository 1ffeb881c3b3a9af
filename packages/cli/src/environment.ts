/** The environment; no other file of this package reads it. */
export const environment: Readonly<NodeJS.ProcessEnv> = process.env;
