import { createServer } from 'node:net';
import { StartError } from './StartError.ts';

/**
 * The port that the app will listen on, found free at this moment; `port` 0 takes any. StartError says who
 * is in the way and what to do.
 */
export async function usablePort(host: string, port: number): Promise<number> {
  const server = createServer();
  try {
    await new Promise<void>((done, fail) => {
      server.once('error', fail);
      server.listen({ host, port, exclusive: true }, done);
    });
  } catch (error) {
    throw unusable(host, port, error as NodeJS.ErrnoException);
  }
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return address.port;
}

function unusable(host: string, port: number, error: NodeJS.ErrnoException): StartError {
  if (error.code === 'EADDRINUSE') {
    return new StartError(
      `port ${port} is taken by another program`,
      `stop that program, or choose another port: npm start -- --port ${port + 1}`,
      error,
    );
  }
  if (error.code === 'EACCES') {
    return new StartError(
      `port ${port} may not be used by this account`,
      'choose a port above 1023 with --port',
      error,
    );
  }
  return new StartError(
    `the address ${host} cannot be listened on: ${error.message}`,
    'choose an address of this machine with --host, e.g. --host 127.0.0.1',
    error,
  );
}
