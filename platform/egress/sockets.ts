import type { Socket } from 'node:net';
import { HubError } from '../../core/errors.ts';
import { readAddress } from './address.ts';
import { identityRules, type ClientIdentity } from './client-identity.ts';
import { openConnector, type ConnectRules, type Resolver } from './connect.ts';
import { readTarget } from './target.ts';

export interface SocketRequest {
  /** `https` for TLS, `http` without; the path is nothing to a socket. */
  readonly url: string | URL;
  /** What is spoken over TLS (ALPN); HTTP/1.1 when left out. */
  readonly protocols?: readonly string[];
  readonly tls?: ClientIdentity;
  /** Machines of the hub's own that this must never reach, as `host:port`, whatever name it comes by. */
  readonly never?: readonly string[];
  /** Until the connection stands; as for all others when left out. */
  readonly connectMs?: number | undefined;
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
    connect: async ({ url, protocols, tls, never, connectMs, signal }) => {
      const target = readTarget(url);
      if (closed) throw new HubError('shutting_down', 'The hub is stopping and calls nobody any more.');
      const connect = openConnector(target, {
        ...rules,
        ...(connectMs === undefined ? {} : { connectMs }),
        ...(protocols === undefined ? {} : { protocols }),
        ...(tls === undefined ? {} : identityRules(tls, rules.ownCa)),
        ...(never === undefined ? {} : { never: await addressesOf(never, target.port, rules.resolve) }),
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

/** Those that listen on the port. A name that leads nowhere at the moment stands for no machine. */
const addressesOf = async (
  machines: readonly string[],
  port: number,
  resolve: Resolver,
): Promise<ReadonlySet<string>> => {
  const hosts = machines.flatMap((machine) => {
    const [, host = '', own] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(machine) ?? [];
    return Number(own) === port ? [host] : [];
  });
  const found = await Promise.all(
    hosts.map(async (host) => (readAddress(host) === null ? resolve(host).catch(() => []) : [host])),
  );
  return new Set(found.flat().flatMap((text) => readAddress(text)?.text ?? []));
};
