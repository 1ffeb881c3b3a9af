/** Changes with every change that can change a number or a tag; stored results of another version are recomputed. */
export const ENGINE_VERSION = '0.12.0';
