declare global {
  var __zod_globalConfig: { jitless?: boolean } | undefined;
}

// Zod would compile its parsers with `new Function`, which our Content-Security-Policy forbids. Said before any page's
// code runs, where Zod looks for it, and not through Zod itself: so the parser can come later, beside the first answers.
globalThis.__zod_globalConfig = { jitless: true };

export {};
