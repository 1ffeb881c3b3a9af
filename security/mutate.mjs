// Loaded with --import before a program: changes one line of one compiled module as it is read, so that a defence of
// the shipped code is off without a switch in that code. Tells on standard error when the line is not there.
import { register } from 'node:module';

if (process.env['TWIN_MUTATION'])
  register('./mutateHooks.mjs', import.meta.url, { data: process.env['TWIN_MUTATION'] });
