import { hash } from 'node:crypto';
import { nobody, type Caller } from '../../core/caller.ts';
import { HubError } from '../../core/errors.ts';
import type { Clock, Log } from '../../core/ports.ts';
import { permissionsOf, type Permission } from '../../core/roles.ts';
import type { Db } from '../../platform/db/open.ts';
import { hashKey } from '../keys/secret.ts';
import { findLiveKey, findLiveSession } from './credentials-store.ts';
import { openLastUse } from './last-use.ts';
import { openRemembered, type Found } from './remembered.ts';
import type { SessionTokens } from './session-token.ts';

export interface Credentials {
  readonly bearer?: string | undefined;
  readonly sessionCookie?: string | undefined;
  readonly spaceSlug?: string | undefined;
}

export type Authenticate = (credentials: Credentials) => Promise<Caller>;

/** Whoever holds a credential, with what is known of them besides what they may do. */
export interface Holder {
  readonly caller: Caller;
  /** Of the space; null where none was named. */
  readonly slug: string | null;
  readonly email: string | null;
  /** All that the credential opens; undefined when it is not limited. */
  readonly toolsets: readonly string[] | undefined;
}

export interface Authenticator {
  /** For all of the hub but its tools: what is limited to tools is refused. */
  readonly authenticate: Authenticate;
  /** For tools. Whoever asks has to keep to the limit of the credential. */
  holderOf(credentials: Credentials): Promise<Holder>;
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

const keyShape = /^[A-Za-z0-9_-]{24,200}$/;

const unauthenticated = (what: string): HubError =>
  new HubError('unauthenticated', `${what} Sign in, or send a valid API key.`);

export const noSpace = (slug: string): HubError =>
  new HubError('not_found', `There is no space "${slug.slice(0, 60)}", or you are not a member of it.`);

const nobodyYet: Holder = { caller: nobody, slug: null, email: null, toolsets: undefined };

/**
 * Says who calls. A request with a credential in use costs one hash; the secret itself is not kept, nor compared: it is
 * looked up by its hash, and an unknown one takes the same way as a known one.
 */
export const openAuthenticator = (deps: AuthenticatorDeps): Authenticator => {
  const verified = openRemembered<Holder>({ clock: deps.clock, most: deps.remembered });
  const lastUse = openLastUse(deps);

  const byKey = async (key: string, slug: string | undefined): Promise<Found<Holder>> => {
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
    const value = { caller, slug: state.slug, email: null, toolsets: state.toolsets ?? undefined };
    return { value, leftMs: state.leftMs };
  };

  const bySession = async (token: string, slug: string | undefined): Promise<Found<Holder>> => {
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
    const value = { caller, slug: slug ?? null, email: state.email, toolsets: undefined };
    return { value, leftMs: expiresAt.getTime() - deps.clock.now().getTime() };
  };

  const find = (kind: 'key' | 'session', secret: string, slug: string | undefined) =>
    verified.get(`${kind}${hash('sha256', secret, 'base64')}${slug === undefined ? '' : ` ${slug}`}`, () =>
      kind === 'key' ? byKey(secret, slug) : bySession(secret, slug),
    );

  const holderOf: Authenticator['holderOf'] = async ({ bearer, sessionCookie, spaceSlug }) => {
    if (spaceSlug !== undefined && spaceSlug.length > 60) throw noSpace(spaceSlug);
    if (bearer !== undefined) {
      if (!keyShape.test(bearer)) throw unauthenticated('This is no API key.');
      return find('key', bearer, spaceSlug);
    }
    if (sessionCookie !== undefined) return find('session', sessionCookie, spaceSlug);
    return nobodyYet;
  };

  return {
    holderOf,
    authenticate: async (credentials) => {
      const { caller, toolsets } = await holderOf(credentials);
      if (toolsets === undefined) return caller;
      throw new HubError(
        'forbidden',
        `This API key opens tools only, at ${toolsets.map((name) => `/mcp/${name}`).join(', ')}.`,
        { details: { toolsets } },
      );
    },
    stop: () => lastUse.stop(),
  };
};
