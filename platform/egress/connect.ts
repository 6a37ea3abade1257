import { lookup } from 'node:dns/promises';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import { HubError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { rangeOf, readAddress, type Address } from './address.ts';
import { isAllowed, type AllowEntry } from './allow-list.ts';
import { asEgressError } from './failure.ts';
import { speaksOtherProtocol, type Target } from './target.ts';

/** All addresses of a name. */
export type Resolver = (host: string) => Promise<readonly string[]>;

export interface ConnectRules {
  readonly allow: readonly AllowEntry[];
  /** Origins that the owner of the installation chose in the settings: called wherever they are. */
  readonly trusted: ReadonlySet<string>;
  readonly resolve: Resolver;
  readonly connectMs: number;
  /** What certificates are checked against, made once; the system's authorities when undefined. */
  readonly secureContext: SecureContext | undefined;
  /** Authorities of the installation beside those of the system. */
  readonly ownCa: readonly string[];
  /** What is spoken over TLS; HTTP/1.1 when left out. */
  readonly protocols?: readonly string[];
  /** The name that a certificate must have, where it is not the host's. */
  readonly serverName?: string;
  /** Addresses that are refused even where they are allowed. */
  readonly never?: ReadonlySet<string>;
  readonly log: Log;
}

/** Addresses are tried one after the other, so those that work almost everywhere come first. */
export const systemResolver: Resolver = async (host) =>
  (await lookup(host, { all: true, order: 'ipv4first' })).map(({ address }) => address);

/** Ranges in which machines of the owner stand; the others hold nothing that anybody should allow. */
const mayBeOurs: ReadonlySet<string> = new Set(['private', 'loopback']);

/** The address goes to the log only: to the caller it would be a map of the inner network. */
const check = (target: Target, address: Address, rules: ConnectRules): void => {
  if (rules.never?.has(address.text) === true) {
    rules.log.warn('call refused', { origin: target.origin, address: address.text, range: 'own' });
    throw refused(target, 'it belongs to the hub itself');
  }
  if (rules.trusted.has(target.origin) || isAllowed(rules.allow, address, target.port)) return;
  const range = rangeOf(address);
  if (range === 'public' && !speaksOtherProtocol(target.port)) return;
  rules.log.warn('call refused', { origin: target.origin, address: address.text, range });
  if (range === 'public') throw refused(target, `port ${target.port} belongs to another protocol than HTTP`);
  const hint = mayBeOurs.has(range) ? '. If that is meant, allow the address with HUB_EGRESS_ALLOW' : '';
  throw refused(target, `it leads to a ${range} address${hint}`);
};

const refused = (target: Target, reason: string): HubError =>
  new HubError('egress_refused', `The hub does not call ${target.origin}: ${reason}.`, {
    details: { host: target.host },
  });

/** What can be said without asking anybody: run when an origin is first called, so that a literal never waits. */
export const checkLiteral = (target: Target, rules: ConnectRules): void => {
  const literal = readAddress(target.host);
  if (literal !== null) check(target, literal, rules);
};

/** Every address of the name is checked: one private address among public ones is how a filter is tricked. */
const checkedAddresses = async (target: Target, rules: ConnectRules): Promise<readonly Address[]> => {
  const literal = readAddress(target.host);
  const texts = literal === null ? await resolve(target, rules) : [target.host];
  const addresses = texts.map((text) => {
    const address = readAddress(text);
    if (address === null) throw refused(target, 'its name leads to something that is no address');
    check(target, address, rules);
    return address;
  });
  if (addresses.length === 0)
    throw new HubError('egress_failed', `${target.origin} cannot be reached: its name has no address.`);
  return addresses;
};

const resolve = async (target: Target, rules: ConnectRules): Promise<readonly string[]> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(timeout(target, `its name was not resolved in ${rules.connectMs} ms`)),
      rules.connectMs,
    );
  });
  try {
    return await Promise.race([rules.resolve(target.host), late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Its cause tells, as a socket of the system would, that no byte has gone out: what was to be sent may be sent elsewhere. */
const timeout = (target: Target, reason: string): HubError =>
  new HubError('egress_timeout', `${target.origin} cannot be reached: ${reason}.`, {
    cause: Object.assign(new Error(reason), { code: 'ETIMEDOUT' }),
  });

export type Connector = (options: unknown, done: (...result: [null, Socket] | [Error, null]) => void) => void;

/**
 * Makes the connections of one origin. A `lookup` option would not do: it is never asked about literals. So the
 * name is resolved here, all its addresses are checked, and the socket goes to a checked address and to no other;
 * certificate and Host header are still those of the name.
 */
export const openConnector = (target: Target, rules: ConnectRules): Connector => {
  let session: Buffer | undefined;
  const connect = async (): Promise<Socket> => {
    const deadline = performance.now() + rules.connectMs;
    const addresses = await checkedAddresses(target, rules);
    let failure: unknown;
    for (const [i, address] of addresses.entries()) {
      const share = (deadline - performance.now()) / (addresses.length - i);
      try {
        const keep = (next: Buffer) => (session = next);
        return await attempt(target, address, { ...rules, connectMs: Math.max(1, share), session, keep });
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  };
  return (_options, done) => {
    connect().then(
      (socket) => done(null, socket),
      (error: unknown) => done(asEgressError(error, target.origin), null),
    );
  };
};

interface Attempt {
  readonly connectMs: number;
  readonly secureContext: SecureContext | undefined;
  readonly session: Buffer | undefined;
  readonly protocols?: readonly string[];
  readonly serverName?: string;
  keep(session: Buffer): void;
}

const attempt = async (target: Target, address: Address, options: Attempt): Promise<Socket> =>
  new Promise((done, reject) => {
    const socket = target.secure ? secureSocket(target, address, options) : plainSocket(target, address);
    socket.setNoDelay(true).setKeepAlive(true, 60_000);
    const timer = setTimeout(
      () => socket.destroy(timeout(target, 'it did not take the connection in time')),
      options.connectMs,
    );
    // It stays: a socket that fails between two owners must not end the process.
    socket.on('error', (error) => {
      clearTimeout(timer);
      // As undici says it of a connection that ended without an error: who asked can tell a kept one from a new one.
      if (!('socket' in error)) Object.assign(error, { socket: { bytesRead: socket.bytesRead } });
      reject(error);
    });
    socket.once(target.secure ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      if (readAddress(socket.remoteAddress ?? '')?.text === address.text) done(socket);
      else socket.destroy(refused(target, 'the connection went to another address than the checked one'));
    });
  });

const plainSocket = (target: Target, address: Address): Socket =>
  connectTcp({ host: address.text, port: target.port });

const secureSocket = (target: Target, address: Address, options: Attempt): Socket => {
  const name = options.serverName ?? (readAddress(target.host) === null ? target.host : undefined);
  return connectTls({
    host: address.text,
    port: target.port,
    ALPNProtocols: [...(options.protocols ?? ['http/1.1'])],
    ...(name === undefined ? {} : { servername: name }),
    ...(options.secureContext === undefined ? {} : { secureContext: options.secureContext }),
    ...(options.session === undefined ? {} : { session: options.session }),
  }).on('session', (session) => options.keep(session));
};
