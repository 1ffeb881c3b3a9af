import { config } from 'zod';

// Zod would compile its parsers with `new Function`, which our Content-Security-Policy forbids.
config({ jitless: true });
