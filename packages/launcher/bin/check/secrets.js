// Looks for secrets in every file that git keeps: forms that only a real key has. Words that stand for one in a test
// or a page carry no such form, so there is no list of exceptions.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../ensure/command.js';

/** @type {[string, RegExp][]} */
const FORMS = [
  ['a private key', /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{200,}/],
  ['a key of AWS', /\b(?:AKIA|ASIA)(?!IOSFODNN7EXAMPLE)[A-Z2-7]{16}\b/],
  ['a token of GitHub', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{60,})\b/],
  ['a token of npm', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['a token of PyPI', /\bpypi-[A-Za-z0-9_-]{50,}\b/],
  ['a token of Slack', /\bxox[abprs]-[A-Za-z0-9-]{20,}\b/],
  ['a key of OpenAI or Anthropic', /\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{40,}\b/],
  ['a key of Stripe', /\b[rs]k_live_[A-Za-z0-9]{20,}\b/],
  ['a key of Google', /\bAIza[A-Za-z0-9_-]{35}\b/],
  ['a JSON web token', /\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}\b/],
];
const TEXT_BYTES_MAX = 2_000_000;

const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
if (listed.status !== 0) {
  console.error(`the files cannot be listed: ${listed.stderr}`);
  process.exit(1);
}
for (const path of listed.stdout.split('\0').filter(Boolean)) {
  const text = read(path);
  for (const [name, form] of FORMS) {
    const found = form.exec(text);
    if (!found) continue;
    const line = text.slice(0, found.index).split('\n').length;
    console.error(`${path}:${line} holds ${name}; take it out, and revoke it where it is from`);
    process.exitCode = 1;
  }
}

/** @param {string} path */
function read(path) {
  try {
    const bytes = readFileSync(join(ROOT, path));
    return bytes.length > TEXT_BYTES_MAX || bytes.includes(0) ? '' : bytes.toString('utf8');
  } catch {
    // Removed, and not yet committed as such.
    return '';
  }
}
