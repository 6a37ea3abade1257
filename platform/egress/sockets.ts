import type { Socket } from 'node:net';
import { HubError } from '../../core/errors.ts';
import { identityContext, type ClientIdentity } from './client-identity.ts';
import { openConnector, type ConnectRules } from './connect.ts';
import { readTarget } from './target.ts';

export interface SocketRequest {
  /** `https` for TLS, `http` without; the path is nothing to a socket. */
  readonly url: string | URL;
  /** What is spoken over TLS (ALPN); HTTP/1.1 when left out. */
  readonly protocols?: readonly string[];
  readonly tls?: ClientIdentity;
  readonly signal: AbortSignal;
}

export interface Sockets {
  /** A connection to a checked address, for what is no request and answer of HTTP/1.1. Its end is up to the caller. */
  connect(request: SocketRequest): Promise<Socket>;
  /** Cuts off what is still open. */
  close(): void;
}

export const openSockets = (rules: ConnectRules): Sockets => {
  const open = new Set<Socket>();
  let closed = false;
  return {
    connect: async ({ url, protocols, tls, signal }) => {
      const target = readTarget(url);
      if (closed) throw new HubError('shutting_down', 'The hub is stopping and calls nobody any more.');
      const connect = openConnector(target, {
        ...rules,
        ...(protocols === undefined ? {} : { protocols }),
        ...(tls === undefined ? {} : { secureContext: identityContext(tls, rules.ownCa) }),
      });
      const made = Promise.withResolvers<Socket>();
      connect(undefined, (failure, socket) => {
        if (failure === null) made.resolve(socket);
        else made.reject(failure);
      });
      const socket = await made.promise;
      if (signal.aborted || closed) {
        socket.destroy();
        throw new HubError('cancelled', `The call to ${target.origin} was cancelled.`, {
          cause: signal.reason,
        });
      }
      const cut = (): void => void socket.destroy();
      signal.addEventListener('abort', cut, { once: true });
      open.add(socket);
      socket.once('close', () => {
        open.delete(socket);
        signal.removeEventListener('abort', cut);
      });
      return socket;
    },
    close: () => {
      closed = true;
      for (const socket of open) socket.destroy();
    },
  };
};
