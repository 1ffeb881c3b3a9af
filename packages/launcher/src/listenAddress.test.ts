import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { usablePort } from './listenAddress.ts';

describe('the address to listen on', () => {
  it('is refused with another port as the fix when a program has it', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const port = (other.address() as { port: number }).port;
    try {
      await expect(usablePort('127.0.0.1', port)).rejects.toMatchObject({
        message: `port ${port} is taken by another program`,
        fix: expect.stringContaining(`--port ${port + 1}`),
      });
    } finally {
      await new Promise((done) => other.close(done));
    }
  });

  it('is refused when it is none of this machine', async () => {
    await expect(usablePort('192.0.2.1', 0)).rejects.toThrow(/192\.0\.2\.1 cannot be listened on/);
  });

  it('takes any free port for 0', async () => {
    expect(await usablePort('127.0.0.1', 0)).toBeGreaterThan(0);
  });
});
