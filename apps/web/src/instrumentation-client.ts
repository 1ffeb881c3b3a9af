import { config } from 'zod/v4/core';

// Zod would compile its parsers with `new Function`, which our Content-Security-Policy forbids. Said before any page's
// code runs, and through the core alone, so that the parser itself can come later.
config({ jitless: true });
