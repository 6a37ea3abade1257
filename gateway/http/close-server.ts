import type { Server } from 'node:http';

const lookEveryMs = 50;

export interface Closing {
  readonly drainMs: number;
  /** Ends what is still there then. */
  force(): void;
}

/** Takes no connections any more, ends those that have nothing to do, and is over when all have ended. */
export const closeServer = async (server: Server, { drainMs, force }: Closing): Promise<void> => {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const idle = setInterval(() => server.closeIdleConnections(), lookEveryMs);
  const forced = setTimeout(force, drainMs);
  await closed;
  clearInterval(idle);
  clearTimeout(forced);
};
