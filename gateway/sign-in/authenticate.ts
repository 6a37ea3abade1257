import { hash } from 'node:crypto';
import { nobody, type Caller } from '../../core/caller.ts';
import { HubError } from '../../core/errors.ts';
import type { Clock, Log } from '../../core/ports.ts';
import { permissionsOf, type Permission } from '../../core/roles.ts';
import type { Db } from '../../platform/db/open.ts';
import { hashKey } from '../keys/secret.ts';
import { findLiveKey, findLiveSession } from './credentials-store.ts';
import { openLastUse } from './last-use.ts';
import type { SessionTokens } from './session-token.ts';

export interface Credentials {
  readonly bearer?: string | undefined;
  readonly sessionCookie?: string | undefined;
  readonly spaceSlug?: string | undefined;
}

export type Authenticate = (credentials: Credentials) => Promise<Caller>;

export interface Authenticator {
  readonly authenticate: Authenticate;
  /** Writes what is not written yet about last use. */
  stop(): Promise<void>;
}

export interface AuthenticatorDeps {
  readonly db: Db;
  readonly tokens: SessionTokens;
  readonly clock: Clock;
  readonly log: Log;
  /** How many verified credentials are remembered. */
  readonly remembered?: number;
}

/** A revoked key, an ended session, a changed role, a disabled person: known everywhere within this time. */
const trustMs = 1_000;
const keyShape = /^[A-Za-z0-9_-]{24,200}$/;

interface Verified {
  readonly caller: Caller;
  /** Monotonic. Counted from before the database was asked, so that the answer is never older than `trustMs`. */
  readonly trustedUntil: number;
}

const unauthenticated = (what: string): HubError =>
  new HubError('unauthenticated', `${what} Sign in, or send a valid API key.`);

const noSpace = (slug: string): HubError =>
  new HubError('not_found', `There is no space "${slug.slice(0, 60)}", or you are not a member of it.`);

/**
 * Says who calls. What was verified is trusted for a second, in a table of bounded size: a request with a credential
 * in use costs one hash. Only successes are remembered, so that random credentials push nobody out; the secret itself
 * is not kept, nor compared: it is looked up by its hash, and an unknown one takes the same way as a known one.
 */
export const openAuthenticator = (deps: AuthenticatorDeps): Authenticator => {
  const remembered = deps.remembered ?? 20_000;
  const verified = new Map<string, Verified>();
  const asking = new Map<string, Promise<Caller>>();
  const lastUse = openLastUse(deps);

  const remember = (name: string, entry: Verified): void => {
    verified.delete(name);
    if (verified.size >= remembered) {
      const oldest = verified.keys().next();
      if (oldest.done !== true) verified.delete(oldest.value);
    }
    verified.set(name, entry);
  };

  const byKey = async (name: string, key: string, slug: string | undefined): Promise<Caller> => {
    const askedAt = deps.clock.monotonic();
    const state = await deps.db.asSystem((tx) => findLiveKey(tx, hashKey(key)));
    if (state === undefined) throw unauthenticated('This API key is not known, has expired or was revoked.');
    if (slug !== undefined && slug !== state.slug) throw noSpace(slug);
    if (state.useIsStale) lastUse.key(state.keyId);
    const caller: Caller = {
      kind: 'key',
      keyId: state.keyId,
      name: state.name,
      spaceId: state.spaceId,
      permissions: new Set<Permission>(state.permissions),
    };
    const forMs = Math.min(trustMs, state.leftMs ?? trustMs);
    remember(name, { caller, trustedUntil: askedAt + forMs });
    return caller;
  };

  const bySession = async (name: string, token: string, slug: string | undefined): Promise<Caller> => {
    const askedAt = deps.clock.monotonic();
    const { sessionId, userId, expiresAt } = await deps.tokens.verify(token);
    const question = { sessionId, userId, slug: slug ?? null };
    const state = await deps.db.asSystem((tx) => findLiveSession(tx, question));
    if (state === undefined) throw unauthenticated('The session has ended.');
    if (slug !== undefined && state.spaceId === null) throw noSpace(slug);
    if (state.useIsStale) lastUse.session(sessionId);
    const caller: Caller = {
      kind: 'user',
      userId,
      name: state.name,
      sessionId,
      installationOwner: state.installationOwner,
      role: state.role,
      spaceId: state.spaceId,
      permissions: new Set(state.role === null ? [] : permissionsOf(state.role)),
    };
    const leftMs = expiresAt.getTime() - deps.clock.now().getTime();
    remember(name, { caller, trustedUntil: askedAt + Math.max(0, Math.min(trustMs, leftMs)) });
    return caller;
  };

  /** Requests that come at once with one credential ask the database once. */
  const once = (name: string, ask: () => Promise<Caller>): Promise<Caller> => {
    const under = asking.get(name);
    if (under !== undefined) return under;
    const question = ask().finally(() => asking.delete(name));
    asking.set(name, question);
    return question;
  };

  const find = (kind: 'key' | 'session', secret: string, slug: string | undefined) => {
    const name = `${kind}${hash('sha256', secret, 'base64')}${slug ?? ''}`;
    const known = verified.get(name);
    if (known !== undefined && known.trustedUntil > deps.clock.monotonic()) return known.caller;
    return once(name, () => (kind === 'key' ? byKey(name, secret, slug) : bySession(name, secret, slug)));
  };

  return {
    authenticate: async ({ bearer, sessionCookie, spaceSlug }) => {
      if (spaceSlug !== undefined && spaceSlug.length > 60) throw noSpace(spaceSlug);
      if (bearer !== undefined) {
        if (!keyShape.test(bearer)) throw unauthenticated('This is no API key.');
        return find('key', bearer, spaceSlug);
      }
      if (sessionCookie !== undefined) return find('session', sessionCookie, spaceSlug);
      return nobody;
    },
    stop: () => lastUse.stop(),
  };
};
