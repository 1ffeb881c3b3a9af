import type { core } from 'zod';

/*
 * Zod would compile its parsers with `new Function`, which our Content-Security-Policy forbids. It reads its settings
 * from this global when it is loaded, which may be with any part of the page; setting them so loads nothing.
 */
const settings: core.$ZodConfig = { jitless: true };
Object.assign(globalThis, { __zod_globalConfig: settings });
