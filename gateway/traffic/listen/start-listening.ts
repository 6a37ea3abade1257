import type { Server } from 'node:net';
import { HubError } from '../../../core/errors.ts';
import { listenOn, type ListenAt } from '../../http/listen-on.ts';

/** The port that it is. */
export const startListening = (server: Server, at: ListenAt): Promise<number> =>
  listenOn(server, at, (error) => explain(error, at));

const explain = (error: NodeJS.ErrnoException, { host, port }: ListenAt): HubError => {
  const reasons: Record<string, string> = {
    EADDRINUSE: `Port ${port} on ${host} is taken by another program. Set HUB_TRAFFIC_PORT to a free one, or HUB_TRAFFIC_SHARED=true in all processes that are to share it.`,
    EACCES: `Port ${port} needs rights that this user does not have. Set HUB_TRAFFIC_PORT to one above 1023.`,
    EADDRNOTAVAIL: `${host} is no address of this machine. Set HUB_HOST to one that is, for example 127.0.0.1.`,
    ENOTSUP: 'This system cannot share a port among processes. Leave HUB_TRAFFIC_SHARED out.',
  };
  return new HubError(
    'start_failed',
    reasons[error.code ?? ''] ?? `The gateway cannot listen on ${host}:${port}: ${error.message}`,
    { cause: error },
  );
};
