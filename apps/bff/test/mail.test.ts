import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FileMail } from '../src/adapters/mail/FileMail.ts';
import { SmtpMail } from '../src/adapters/mail/SmtpMail.ts';
import type { Mail } from '../src/ports/mail.ts';
import { startSmtp } from './support/smtpServer.ts';

const FROM = 'twin@example.org';
const folder = await mkdtemp(join(tmpdir(), 'twin-mail-'));
const smtp = await startSmtp();
afterAll(async () => {
  await smtp.close();
  await rm(folder, { recursive: true, force: true });
});

interface Way {
  name: string;
  mail: Mail;
  /** What has arrived, letter by letter. */
  arrived(): Promise<string[]>;
}

const ways: Way[] = [
  {
    name: 'files',
    mail: new FileMail(join(folder, 'outbox'), FROM),
    arrived: async () => {
      const names = await readdir(join(folder, 'outbox')).catch(() => []);
      return Promise.all(names.map((name) => readFile(join(folder, 'outbox', name), 'utf8')));
    },
  },
  {
    name: 'SMTP',
    mail: new SmtpMail({ url: smtp.url, from: FROM }),
    arrived: async () => smtp.received.map(({ raw }) => raw),
  },
];

/** What every way of mail holds to. */
describe.each(ways)('mail by $name', ({ mail, arrived }) => {
  const letterTo = async (to: string) => (await arrived()).filter((raw) => raw.includes(`To: ${to}\r\n`));

  it('arrives with sender, receiver, subject and text, in any script', async () => {
    await mail.send({ key: 'a', to: 'ann@example.org', subject: 'Your week — €', text: 'Grüße, 1,00 €\n' });
    const [raw = ''] = await letterTo('ann@example.org');
    expect(raw).toContain(`From: ${FROM}\r\n`);
    expect(raw).toMatch(/Subject: =\?UTF-8\?/);
    expect(raw).toContain('Auto-Submitted: auto-generated');
    const [, body = ''] = raw.split('\r\n\r\n');
    expect(Buffer.from(body, 'base64').toString()).toBe('Grüße, 1,00 €\n');
  });

  it('gives the same letter the same Message-ID, however often it is sent, and another one another', async () => {
    const letter = { key: 'digest:1', to: 'ben@example.org', subject: 'Once', text: 'text' };
    await mail.send(letter);
    await mail.send(letter);
    await mail.send({ ...letter, key: 'digest:2' });
    const ids = (await letterTo('ben@example.org')).map((raw) => /Message-ID: (\S+)/.exec(raw)?.[1]);
    expect(new Set(ids).size).toBe(2);
    expect(ids.every((id) => id?.endsWith('@example.org>'))).toBe(true);
  });

  it('refuses a subject that would begin a header, and an address that is several or none', async () => {
    const before = (await arrived()).length;
    const letter = { key: 'x', to: 'cat@example.org', subject: 'Hello', text: 'text' };
    for (const hostile of [
      { ...letter, subject: 'Hello\r\nBcc: all@example.org' },
      { ...letter, subject: 'Hello\nX: y' },
      { ...letter, to: 'cat@example.org, dan@example.org' },
      { ...letter, to: 'cat@example.org\r\nBcc: dan@example.org' },
      { ...letter, to: 'Cat <cat@example.org>' },
      { ...letter, to: 'nobody' },
    ]) {
      await expect(mail.send(hostile)).rejects.toMatchObject({ code: 'MAIL_REFUSED' });
    }
    expect(await arrived()).toHaveLength(before);
  });
});

describe('mail by files', () => {
  it('keeps one private file a letter, and forgets those of one address alone', async () => {
    const own = join(folder, 'private');
    const mail = new FileMail(own, FROM);
    await mail.forget('ann@example.org');
    const letter = { key: '../../escape', to: 'ann@example.org', subject: 'Hello', text: 'text' };
    await mail.send(letter);
    await mail.send(letter);
    await mail.send({ ...letter, to: 'ben@example.org' });
    expect(await readdir(own)).toHaveLength(2);
    for (const name of await readdir(own)) expect((await stat(join(own, name))).mode & 0o077).toBe(0);
    await mail.forget('ann@example.org');
    const left = await Promise.all((await readdir(own)).map((name) => readFile(join(own, name), 'utf8')));
    expect(left).toHaveLength(1);
    expect(left[0]).toContain('To: ben@example.org');
  });
});

describe('mail by SMTP', () => {
  const letter = { key: 'k', to: 'ann@example.org', subject: 'Hello', text: 'text' };

  it('tells what a later try may mend from what none will', async () => {
    const mail = new SmtpMail({ url: smtp.url, from: FROM });
    const unknown = mail.send({ ...letter, to: 'unknown@example.org' });
    await expect(unknown).rejects.toMatchObject({ code: 'MAIL_REFUSED' });
    const closed = await startSmtp();
    await closed.close();
    const away = new SmtpMail({ url: closed.url, from: FROM, timeoutMs: 2_000 });
    await expect(away.send(letter)).rejects.toMatchObject({ code: 'MAIL_UNAVAILABLE' });
  });

  it('signs in with the name and password of its address, and waits for the owner when they are wrong', async () => {
    const signedIn = new SmtpMail({ url: `smtp://twin:p%40ss%20word@127.0.0.1:${smtp.port}`, from: FROM });
    await expect(signedIn.send(letter)).resolves.toBeUndefined();
    const wrong = new SmtpMail({ url: `smtp://twin:wrong@127.0.0.1:${smtp.port}`, from: FROM });
    await expect(wrong.send(letter)).rejects.toMatchObject({ code: 'MAIL_UNAVAILABLE' });
  });

  it('hands nothing to another machine in the clear', async () => {
    // Leads here, yet is no name of this machine.
    const mail = new SmtpMail({ url: `smtp://0.0.0.0:${smtp.port}`, from: FROM });
    const before = smtp.received.length;
    await expect(mail.send(letter)).rejects.toMatchObject({ code: 'MAIL_UNAVAILABLE' });
    expect(smtp.received).toHaveLength(before);
  });
});
