import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A wire between the hub and a server, that can be cut and mended: a server that is gone, or hears and is silent. */
export interface Wire {
  readonly port: number;
  /** As when the server has stopped: connections break, and new ones are refused. */
  cut(): Promise<void>;
  /** As when its machine hangs: connections stay, and nothing comes any more. */
  freeze(): void;
  mend(): Promise<void>;
  stop(): Promise<void>;
}

export const openWire = async (target: { readonly host: string; readonly port: number }): Promise<Wire> => {
  const sockets = new Set<Socket>();
  let frozen = false;
  let port = 0;
  let server: Server | undefined;

  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };
  const join = (near: Socket): void => {
    keep(near);
    if (frozen) return;
    const far = keep(connect(target.port, target.host));
    far.on('close', () => near.destroy());
    near.on('close', () => far.destroy());
    far.on('data', (data) => {
      if (!frozen) near.write(data);
    });
    near.on('data', (data) => {
      if (!frozen) far.write(data);
    });
  };
  const listen = async (): Promise<void> => {
    const opened = createServer(join);
    await new Promise<void>((resolve, reject) => {
      opened.once('error', reject);
      opened.listen(port, '127.0.0.1', resolve);
    });
    port = (opened.address() as AddressInfo).port;
    server = opened;
  };
  const cut = async (): Promise<void> => {
    const listening = server;
    server = undefined;
    const closed = new Promise<void>((resolve) => {
      if (listening === undefined) resolve();
      else listening.close(() => resolve());
    });
    for (const socket of sockets) socket.destroy();
    await closed;
  };

  await listen();
  return {
    port,
    cut,
    freeze: () => {
      frozen = true;
    },
    mend: async () => {
      frozen = false;
      await cut();
      await listen();
    },
    stop: cut,
  };
};
