import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mail, MailMessage } from '../../ports/mail.ts';
import { letterOf } from './letter.ts';

/** Letters as .eml files in a folder that only their owner may read: the way of a server without a mail account. */
export class FileMail implements Mail {
  private readonly folder: string;
  private readonly from: string;

  constructor(folder: string, from: string) {
    this.folder = folder;
    this.from = from;
  }

  /** Written beside and renamed, so that a reader sees whole letters. */
  async send(message: MailMessage): Promise<void> {
    // Loaded at the first letter, as most servers write few.
    const { createTransport } = await import('nodemailer');
    const composer = createTransport({ streamTransport: true, buffer: true });
    const letter = await composer.sendMail(letterOf(message, this.from));
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const path = join(this.folder, `${hashOf(message.to)}-${hashOf(message.key)}.eml`);
    const partial = `${path}.${randomBytes(6).toString('hex')}.part`;
    await writeFile(partial, letter.message as Buffer, { mode: 0o600 });
    await rename(partial, path);
  }

  async forget(to: string): Promise<void> {
    const names = await readdir(this.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const own = names.filter((name) => name.startsWith(`${hashOf(to)}-`));
    await Promise.all(own.map((name) => rm(join(this.folder, name), { force: true })));
  }
}

/** A name for files that gives no address away and lets no key climb out of the folder. */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
