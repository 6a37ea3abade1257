import { hash } from 'node:crypto';
import { HubError } from '../../core/errors.ts';
import type { Clock, ToolCaller } from '../../core/ports.ts';
import { permissionsOf } from '../../core/roles.ts';
import type { Db } from '../../platform/db/open.ts';
import type { AccessClaims, AccessTokens } from '../provider/access-tokens.ts';
import { noSpace } from '../sign-in/authenticate.ts';
import { openRemembered } from '../sign-in/remembered.ts';
import { personFacts } from './facts.ts';
import { findPersonOfProvider, type InSpace, type PersonInSpace } from './people-store.ts';
import { endpointPath, scopeOf, wholeHub, wholeScope } from './resource.ts';
import { oneSpaceOf } from './one-space.ts';

export interface AccessArrival {
  readonly token: string;
  readonly slug: string | undefined;
  readonly toolset: string;
  /** Of the hub, as those know it who issue tokens for it. */
  readonly origin: string;
}

export interface AccessTokenDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly accessTokens: AccessTokens;
}

/** People by tokens that the identity provider gave to a client of theirs. */
export const openByAccessToken = ({ db, clock, accessTokens }: AccessTokenDeps) => {
  const verified = openRemembered<ToolCaller>({ clock });

  const find = async ({ token, slug, toolset, origin }: AccessArrival) => {
    const whole = `${origin}${wholeHub}`;
    const claims = await accessTokens.verify(token, [`${origin}${endpointPath(toolset)}`, whole]);
    const toolsets = limitOf(claims, { toolset, whole });
    const { issuer, subject, expiresAt } = claims;
    const people = await db.asSystem((tx) => findPersonOfProvider(tx, { issuer, subject, slug }));
    const [person] = people;
    if (person === undefined)
      throw new HubError(
        'unauthenticated',
        'The hub does not know you yet, or has shut you out. Sign in to it once, in a browser.',
      );
    if (person.spaceId === null && slug !== undefined) throw noSpace(slug);
    const { userId, name, email, spaceId, slug: space, role } = oneSpaceOf(people.filter(isInSpace));
    const value: ToolCaller = {
      caller: {
        ...{ kind: 'user', userId, name, role, spaceId, permissions: new Set(permissionsOf(role)) },
        // There is none: what sessions are for is not offered to tools.
        sessionId: '',
        // A client of somebody else does nothing to the installation, whoever uses it.
        installationOwner: false,
      },
      ...{ spaceId, toolsets, facts: personFacts({ userId, name, email, slug: space }) },
    };
    return { value, leftMs: expiresAt.getTime() - clock.now().getTime() };
  };

  return (arrival: AccessArrival): ToolCaller | Promise<ToolCaller> => {
    const { token, slug, toolset, origin } = arrival;
    const place = JSON.stringify([origin, toolset, slug ?? null]);
    return verified.get(`${hash('sha256', token, 'base64')}${place}`, () => find(arrival));
  };
};

const isInSpace = (person: PersonInSpace): person is PersonInSpace & InSpace => person.spaceId !== null;

/** What the scopes open, and no more than the audience: undefined for all toolsets. */
const limitOf = (
  { scopes, audiences }: AccessClaims,
  { toolset, whole }: { readonly toolset: string; readonly whole: string },
): readonly string[] | undefined => {
  const all = scopes.has(wholeScope);
  if (!all && !scopes.has(scopeOf(toolset)))
    throw new HubError(
      'insufficient_scope',
      `The token needs the scope "${scopeOf(toolset)}" for these tools.`,
      {
        details: { scope: scopeOf(toolset) },
      },
    );
  if (!audiences.includes(whole)) return [toolset];
  const prefix = scopeOf('');
  return all
    ? undefined
    : [...scopes].flatMap((scope) => (scope.startsWith(prefix) ? [scope.slice(prefix.length)] : [])).sort();
};
