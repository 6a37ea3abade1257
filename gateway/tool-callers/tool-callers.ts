import type { IncomingMessage } from 'node:http';
import { HubError } from '../../core/errors.ts';
import type { Clock, ToolCaller } from '../../core/ports.ts';
import type { Db } from '../../platform/db/open.ts';
import { bearerOf } from '../http/credentials.ts';
import { looksSigned, type AccessTokens } from '../provider/access-tokens.ts';
import type { Authenticator, Holder } from '../sign-in/authenticate.ts';
import { openRemembered } from '../sign-in/remembered.ts';
import { isSessionToken } from '../sign-in/session-token.ts';
import { isToolToken, type ToolTokens } from '../tool-tokens/token.ts';
import { openByAccessToken } from './by-access-token.ts';
import { openByToolToken } from './by-tool-token.ts';
import { challengeOf, type Challenge } from './challenge.ts';
import { keyFacts, personFacts } from './facts.ts';
import { oneSpaceOf } from './one-space.ts';
import { spacesOf } from './people-store.ts';
import type { ToolResource } from './resource.ts';
import { slowGuessing, type GuessingDeps } from './slow-guessing.ts';

export interface ToolCallers {
  /** Who calls the tools of a toolset; whether there is such a toolset is not asked. */
  authenticate(request: IncomingMessage, toolset: string): Promise<ToolCaller>;
  /** What the header `WWW-Authenticate` says of a refusal. */
  readonly challenge: Challenge;
}

export interface ToolCallersDeps extends GuessingDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly authenticator: Pick<Authenticator, 'holderOf'>;
  readonly toolTokens: ToolTokens;
  /** Null where no identity provider is configured. */
  readonly accessTokens: AccessTokens | null;
  readonly resource: ToolResource;
}

/**
 * Says who calls tools: by an API key, a session as a bearer token, a token of the identity provider, or a tool token. All of
 * them in the header and nowhere else: a cookie comes along with requests that another page made, an address is written into logs.
 */
export const openToolCallers = (deps: ToolCallersDeps): ToolCallers => {
  const { db, clock, authenticator, accessTokens, resource } = deps;
  const byToolToken = openByToolToken(deps);
  const byAccessToken = accessTokens === null ? undefined : openByAccessToken({ db, clock, accessTokens });
  const memberships = openRemembered<readonly string[]>({ clock });
  const made = new WeakMap<Holder, ToolCaller>();

  const byKey = async (bearer: string, slug: string | undefined): Promise<ToolCaller> =>
    known(made, await authenticator.holderOf({ bearer, spaceSlug: slug }));

  const bySession = async (token: string, slug: string | undefined): Promise<ToolCaller> => {
    if (slug === undefined) {
      const { caller } = await authenticator.holderOf({ sessionCookie: token });
      const userId = caller.kind === 'user' ? caller.userId : '';
      const spaces = await memberships.get(userId, async () => ({
        value: await db.asSystem((tx) => spacesOf(tx, userId)),
        leftMs: null,
      }));
      return bySession(token, oneSpaceOf(spaces));
    }
    return known(made, await authenticator.holderOf({ sessionCookie: token, spaceSlug: slug }));
  };

  return {
    challenge: challengeOf({ resource, issuer: accessTokens?.issuer }),

    authenticate: slowGuessing(deps, async (request, toolset) => {
      const token = tokenOf(request);
      const slug = slugOf(request);
      if (isToolToken(token)) return byToolToken({ token, slug, toolset });
      if (isSessionToken(token)) return bySession(token, slug);
      if (looksSigned(token)) {
        const origin = resource.originOf(request);
        if (byAccessToken !== undefined && origin !== undefined)
          return byAccessToken({ token, slug, toolset, origin });
        throw new HubError('unauthenticated', notTaken(byAccessToken === undefined));
      }
      const caller = await byKey(token, slug);
      if (caller.toolsets?.includes(toolset) !== false) return caller;
      throw new HubError('not_found', `This API key opens no toolset "${toolset.slice(0, 64)}".`);
    }),
  };
};

/** The same for as long as the holder is: sessions and limits hang on it. */
const known = (made: WeakMap<Holder, ToolCaller>, holder: Holder): ToolCaller => {
  const before = made.get(holder);
  if (before !== undefined) return before;
  const { caller, slug, email, toolsets } = holder;
  const { spaceId } = caller;
  if (spaceId === null || slug === null || caller.kind === 'hub')
    throw new HubError('unauthenticated', 'This credential belongs to no space.');
  const { name } = caller;
  const facts =
    caller.kind === 'user'
      ? personFacts({ userId: caller.userId, name, email, slug })
      : keyFacts({ name, slug });
  const toolCaller = { caller, spaceId, facts, toolsets };
  made.set(holder, toolCaller);
  return toolCaller;
};

const notTaken = (noProvider: boolean): string =>
  noProvider
    ? 'This hub takes no access tokens: it has no identity provider. Send an API key.'
    : 'This hub takes access tokens at its own address only, and was not told what that is. Set HUB_PUBLIC_URL.';

const tokenOf = (request: IncomingMessage): string => {
  const { url = '' } = request;
  const at = url.indexOf('?');
  if (at >= 0 && new URLSearchParams(url.slice(at)).has('access_token'))
    throw new HubError(
      'unauthenticated',
      'Credentials are taken in the header Authorization only: addresses are written into logs. This one has to be replaced.',
    );
  const token = bearerOf(request);
  if (token !== undefined) return token;
  throw new HubError(
    'unauthenticated',
    'Tools are called with a credential as "Authorization: Bearer …". Cookies are not taken here.',
  );
};

const slugOf = (request: IncomingMessage): string | undefined => {
  const slug = request.headers['hub-space'];
  if (Array.isArray(slug))
    throw new HubError('header_invalid', 'The header "Hub-Space" was sent several times.');
  return slug;
};
