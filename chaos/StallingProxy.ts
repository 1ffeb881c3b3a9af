import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A loopback connection to a server that can be made to stall: bytes wait, and nobody is told. */
export class StallingProxy {
  readonly port: number;
  private readonly server: Server;
  private readonly pairs: Set<[Socket, Socket]>;
  private isStalled = false;

  private constructor(server: Server, pairs: Set<[Socket, Socket]>) {
    this.server = server;
    this.pairs = pairs;
    this.port = (server.address() as AddressInfo).port;
  }

  static async to(targetPort: number): Promise<StallingProxy> {
    const pairs = new Set<[Socket, Socket]>();
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new StallingProxy(server, pairs);
    server.on('connection', (client) => proxy.join(client, connect(targetPort, '127.0.0.1')));
    return proxy;
  }

  stall(): void {
    this.isStalled = true;
    for (const pair of this.pairs) for (const socket of pair) socket.pause();
  }

  resume(): void {
    this.isStalled = false;
    for (const pair of this.pairs) for (const socket of pair) socket.resume();
  }

  async close(): Promise<void> {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket, server: Socket): void {
    const pair: [Socket, Socket] = [client, server];
    this.pairs.add(pair);
    client.pipe(server);
    server.pipe(client);
    if (this.isStalled) for (const socket of pair) socket.pause();
    const end = (): void => {
      this.pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
  }
}
