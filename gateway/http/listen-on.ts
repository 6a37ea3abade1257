import type { Server } from 'node:net';

export interface ListenAt {
  readonly host: string;
  readonly port: number;
  readonly shared: boolean;
}

/**
 * Connections that the system takes while the process is busy. Node asks for 511: a thousand callers that come back at once, as
 * after a restart, were not let in for seconds, or were reset. The system may allow fewer (`net.core.somaxconn`).
 */
const waitingConnections = 8_192;

/** The port that it is. */
export const listenOn = (
  server: Server,
  { host, port, shared }: ListenAt,
  explain: (error: NodeJS.ErrnoException) => Error,
): Promise<number> =>
  new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => reject(explain(error));
    server.once('error', failed);
    server.listen({ host, port, reusePort: shared, backlog: waitingConnections }, () => {
      server.off('error', failed);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
