import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { Attacker, codeOf, newPerson, PASSWORD, type Person } from '../Attacker.ts';
import { type Attack, refused, type Scene } from '../attack.ts';
import type { RunningApi } from '../target.ts';

/** How many of the guesses were judged rather than told to wait; ends early once they are more than `most`. */
async function judged(
  guesses: number,
  most: number,
  guess: (index: number) => Promise<{ status: number }>,
): Promise<number> {
  let count = 0;
  for (let begin = 0; begin < guesses && count <= most; begin += 50) {
    const size = Math.min(50, guesses - begin);
    const answers = await Promise.all(Array.from({ length: size }, (_, index) => guess(begin + index)));
    count += answers.filter(({ status }) => status !== 429).length;
  }
  return count;
}

async function guesserAt(api: RunningApi, address: string) {
  return new Attacker(api, address).visit();
}

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

async function withSecondFactor(api: RunningApi): Promise<Person & { secret: string; recovery: string[] }> {
  const person = await newPerson(api);
  const begun = await person.browser.send('POST', '/v1/auth/totp', { body: { password: PASSWORD } });
  const { secret } = JSON.parse(begun.body);
  const code = codeOfNow(secret, -1);
  const confirmed = await person.browser.send('POST', '/v1/auth/totp/confirm', { body: { code } });
  return { ...person, secret, recovery: JSON.parse(confirmed.body).recoveryCodes };
}

function codeOfNow(secret: string, step = 0): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + step * 30_000 });
}

/** The newest letter to the address, once it is written. */
async function letterTo({ target }: Scene, email: string): Promise<string> {
  const folder = join(target.dataDir, 'mail');
  for (let wait = 0; wait < 600; wait += 1) {
    for (const name of await readdir(folder).catch(() => [])) {
      const raw = name.endsWith('.eml') ? await readFile(join(folder, name), 'utf8') : '';
      if (raw.includes(`To: ${email}\r\n`)) return raw;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`no letter to ${email}`);
}

/** Finding out passwords, codes and who has an account. */
export const guessAttacks: Attack[] = [
  {
    name: 'tries 1,000 passwords at one account from one address',
    defence: 'guessing is slowed',
    run: async ({ api }) => {
      const { email } = await newPerson(api);
      const browser = await guesserAt(api, '127.0.10.1');
      const count = await judged(1_000, 20, (index) => browser.login(email, `wrong password ${index}`));
      refused(count <= 20, `${count} were judged`);
    },
  },
  {
    name: 'tries 200 passwords at one account from 200 addresses',
    defence: 'guessing is slowed',
    run: async ({ api }) => {
      const { email } = await newPerson(api);
      const count = await judged(200, 20, async (index) =>
        (await guesserAt(api, `127.0.11.${index + 1}`)).login(email, `wrong password ${index}`),
      );
      refused(count <= 20, `${count} were judged`);
    },
  },
  {
    name: 'tries one password at 200 accounts from one address (spraying)',
    defence: 'guessing is slowed',
    run: async ({ api }) => {
      const browser = await guesserAt(api, '127.0.12.1');
      const count = await judged(200, 60, (index) => browser.login(`nobody-${index}@example.org`, PASSWORD));
      refused(count <= 60, `${count} were judged`);
    },
  },
  {
    name: 'hides behind made-up X-Forwarded-For addresses while guessing',
    defence: 'guessing is slowed',
    run: async ({ api }) => {
      const browser = await guesserAt(api, '127.0.13.1');
      const count = await judged(200, 60, (index) =>
        browser.send('POST', '/v1/auth/login', {
          body: { email: `somebody-${index}@example.org`, password: PASSWORD },
          headers: { 'x-forwarded-for': `10.1.1.${index}` },
        }),
      );
      refused(count <= 60, `${count} were judged`);
    },
  },
  {
    name: 'floods the door with 1,000 registrations',
    defence: 'floods are told to wait',
    run: async ({ api }) => {
      const browser = await guesserAt(api, '127.0.14.1');
      let last = 0;
      const count = await judged(1_000, 400, async () => {
        const answer = await browser.send('POST', '/v1/auth/register', {
          body: { email: 'x', password: 'y' },
        });
        if (answer.status === 429) last = Number(answer.headers['retry-after']);
        return answer;
      });
      refused(count <= 400 && last > 0, `${count} were taken, Retry-After ${last}`);
    },
  },
  {
    name: 'tells known from unknown accounts by the time of a refused login',
    defence: 'unknown accounts cost the same',
    run: async ({ api }) => {
      const people = await Promise.all(Array.from({ length: 9 }, () => newPerson(api)));
      const browser = await guesserAt(api, '127.0.15.1');
      // Turn by turn, and the quickest of each, since everything else only makes a login slower.
      let [known, unknown] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      for (const [index, { email }] of people.entries()) {
        const guess = (who: string) => msOf(() => browser.login(who, 'wrong password'));
        known = Math.min(known, await guess(email));
        unknown = Math.min(unknown, await guess(`none-${index}@example.org`));
      }
      refused(unknown > known * 0.6, `${unknown.toFixed(1)} ms against ${known.toFixed(1)} ms`);
    },
  },
  {
    name: 'tells known from unknown accounts by the words of a refused login',
    defence: 'unknown accounts answer the same',
    run: async ({ api }) => {
      const { email } = await newPerson(api);
      const browser = await guesserAt(api, '127.0.16.1');
      const [known, unknown] = [
        await browser.login(email, 'wrong password'),
        await browser.login('none@example.org', 'wrong password'),
      ];
      refused(known.status === unknown.status && codeOf(known) === codeOf(unknown), 'the answers differ');
    },
  },
  {
    name: 'tells known from unknown accounts by asking for a new password',
    defence: 'a letter is asked for alike',
    run: async ({ api }) => {
      const { email } = await newPerson(api);
      const browser = await guesserAt(api, '127.0.17.1');
      const ask = (who: string) => browser.send('POST', '/v1/auth/reset', { body: { email: who } });
      const [known, unknown] = [await ask(email), await ask('none-at-all@example.org')];
      refused(known.status === unknown.status && known.body === unknown.body, 'the answers differ');
    },
  },
  {
    name: 'uses the link of a letter twice',
    defence: 'a letter works once',
    run: async (scene) => {
      const { email } = await newPerson(scene.api);
      const browser = await guesserAt(scene.api, '127.0.19.1');
      await browser.send('POST', '/v1/auth/reset', { body: { email } });
      const token = /\/reset#([\w-]{43})/.exec(await letterTo(scene, email))?.[1] ?? '';
      const use = (password: string) =>
        browser.send('POST', '/v1/auth/reset/confirm', { body: { token, password } });
      const first = await use('a quiet river under old stones');
      if (first.status !== 204) throw new Error(`the letter does not work: ${first.body}`);
      refused(codeOf(await use('another quiet river of stones')) === 'RESET_EXPIRED', 'it works again');
    },
  },
  {
    name: 'registers with an address that holds a second header for our letters (header injection)',
    defence: 'addresses of letters are one address',
    run: async ({ api }) => {
      const browser = await guesserAt(api, '127.0.18.1');
      const body = { email: 'me@example.org\r\nBcc: everybody@example.org', password: PASSWORD };
      const answer = await browser.send('POST', '/v1/auth/register', { body });
      refused(answer.status === 400, `answered ${answer.status}`);
    },
  },
  {
    name: 'registers with a password that stands first in every list',
    defence: 'guessable passwords are refused',
    run: async ({ api }) => {
      const browser = await guesserAt(api, '127.0.20.1');
      const body = { email: 'weak@example.org', password: 'password1234' };
      const answer = await browser.send('POST', '/v1/auth/register', { body });
      refused(answer.status === 400, `answered ${answer.status}`);
    },
  },
  {
    name: 'signs in with the password alone where a second factor is on',
    defence: 'the second factor is asked for',
    run: async ({ api }) => {
      const { email } = await withSecondFactor(api);
      const answer = await (await guesserAt(api, '127.0.21.1')).login(email, PASSWORD);
      refused(codeOf(answer) === 'SECOND_FACTOR_REQUIRED', `answered ${answer.status}`);
    },
  },
  {
    name: 'uses a code that was seen over the shoulder',
    defence: 'a code counts once',
    run: async ({ api }) => {
      const { email, secret } = await withSecondFactor(api);
      const code = codeOfNow(secret);
      const first = await (await guesserAt(api, '127.0.22.1')).login(email, PASSWORD, { code });
      if (first.status !== 200) throw new Error(`the code does not work: ${first.body}`);
      const again = await (await guesserAt(api, '127.0.22.2')).login(email, PASSWORD, { code });
      refused(codeOf(again) === 'SECOND_FACTOR_WRONG', `answered ${again.status}`);
    },
  },
  {
    name: 'uses a recovery code twice',
    defence: 'a recovery code counts once',
    run: async ({ api }) => {
      const { email, recovery } = await withSecondFactor(api);
      const use = async (address: string) =>
        (await guesserAt(api, address)).login(email, PASSWORD, { code: recovery[0] });
      const first = await use('127.0.23.1');
      if (first.status !== 200) throw new Error(`the code does not work: ${first.body}`);
      refused(codeOf(await use('127.0.23.2')) === 'SECOND_FACTOR_WRONG', 'it works again');
    },
  },
];
