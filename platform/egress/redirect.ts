import type { Readable } from 'node:stream';
import { HubError } from '../../core/errors.ts';
import { readTarget, type Target } from './target.ts';

/** One request of a chain of redirects. */
export interface Hop {
  readonly target: Target;
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string | Uint8Array | Readable | null;
}

const statuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
export const isRedirect = (status: number): boolean => statuses.has(status);

/**
 * What goes along to another origin. Every other header stays behind: a token may hide under any name, and the
 * one who redirects chooses who gets it.
 */
const travels = /^(accept|accept-encoding|accept-language|content-[a-z-]+|user-agent|range|if-[a-z-]+)$/;

/** The request after this answer, or why there is none. Pure: the new address is checked when it is called. */
export const nextHop = (hop: Hop, status: number, location: string): Hop => {
  const from = hop.target;
  const url = URL.parse(location, from.url.href);
  if (url === null) throw broken(from, 'it redirects to something that is no address');
  const target = readTarget(url);
  if (from.secure && !target.secure) {
    throw new HubError(
      'egress_refused',
      `The hub does not follow ${from.origin} from https to ${target.origin}: what is sent would be readable on the way.`,
    );
  }
  const toGet =
    (status === 303 && hop.method !== 'HEAD') ||
    ((status === 301 || status === 302) && hop.method === 'POST');
  if (!toGet && typeof hop.body === 'object' && hop.body !== null && !(hop.body instanceof Uint8Array))
    throw broken(from, 'it redirects a streamed body, which cannot be sent twice');
  const foreign = target.origin !== from.origin;
  const headers = Object.fromEntries(
    Object.entries(hop.headers).filter(
      ([name]) => (!foreign || travels.test(name)) && !(toGet && name.startsWith('content-')),
    ),
  );
  return { target, method: toGet ? 'GET' : hop.method, headers, body: toGet ? null : hop.body };
};

const broken = (from: Target, reason: string): HubError =>
  new HubError('egress_failed', `${from.origin} could not be reached: ${reason}.`);
