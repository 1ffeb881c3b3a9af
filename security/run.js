#!/usr/bin/env node
// npm run security [-- --self-test]: attacks the built product on this machine; the self-test takes one defence away
// at a time and demands that each attack which it holds off then gets through.
import { runScript } from '../packages/launcher/bin/runScript.js';

await runScript('security/suite.ts');
