import { HubError, isHubError } from '../../core/errors.ts';
import type { Role } from '../../core/roles.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { Exchange } from '../../platform/invoke/context.ts';
import type { GatewayDeps } from '../deps.ts';
import { countMemberships, findMember, lockOwners } from '../members/store.ts';
import { findPerson, type Person } from '../people/store.ts';
import { browserSecretOf, setBrowserSecret, type SessionSecrets } from '../sign-in/cookies.ts';
import { writeJournal } from '../sign-in/journal.ts';
import { isOpaqueToken, newOpaqueToken } from '../sign-in/opaque-token.ts';
import { openSession } from '../sign-in/session.ts';
import { defaultSpaceSlug } from '../spaces/slug.ts';
import { findSpaceBySlug } from '../spaces/store.ts';
import { roleFor } from './claims.ts';
import type { Identity, Provider } from './client.ts';
import {
  addLinkedPerson,
  followEmail,
  holdLinkedPerson,
  removeProviderRole,
  setProviderRole,
} from './people-store.ts';
import { addSignInState, takeSignInState } from './states-store.ts';

type Deps = Pick<GatewayDeps, 'db' | 'tokens' | 'events' | 'audit' | 'publicUrl'> & {
  readonly provider: Provider;
};

export const providerAction = 'signIn.fromProvider';

const callbackOf = (deps: Pick<Deps, 'publicUrl'>, exchange: Exchange): URL =>
  new URL('/api/sign-in/callback', deps.publicUrl ?? exchange.origin);

/** Answers where the browser has to go. Several tabs share one browser secret; each has a state of its own. */
export const beginProviderSignIn = async (
  deps: Deps,
  exchange: Exchange,
  returnTo: string,
): Promise<string> => {
  const { url, ...begun } = await deps.provider.begin(callbackOf(deps, exchange).href);
  const held = browserSecretOf(exchange);
  const browserSecret = held !== undefined && isOpaqueToken(held) ? held : newOpaqueToken();
  await deps.db.asSystem((tx) => addSignInState(tx, { ...begun, browserSecret, returnTo }));
  setBrowserSecret(exchange, browserSecret);
  return url;
};

export interface ProviderReturn {
  /** What stands in the address that the provider sent the browser back to. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly exchange: Exchange;
  readonly requestId: string;
}

export interface ProviderSignedIn {
  readonly person: Person;
  readonly secrets: SessionSecrets;
  readonly returnTo: string;
}

export const finishProviderSignIn = async (deps: Deps, back: ProviderReturn): Promise<ProviderSignedIn> => {
  const { exchange, requestId, parameters } = back;
  try {
    const begun = await takeState(deps, back);
    const url = callbackOf(deps, exchange);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    const identity = await deps.provider.finish({ ...begun, url, state: parameters['state'] ?? '' });
    const person = await deps.db.asSystem((tx) => admit(deps, tx, identity));
    if (person === undefined) {
      throw new HubError(
        'forbidden',
        'The identity provider knows you, but gives you no role here. Ask whoever runs the hub.',
      );
    }
    const signIn = { userId: person.userId, method: 'oidc', exchange, requestId } as const;
    const secrets = await deps.db.asSystem((tx) => openSession(deps, tx, signIn));
    return { person, secrets, returnTo: begun.returnTo };
  } catch (error) {
    const reason = isHubError(error) ? error.code : 'internal';
    const data = { userId: null, reason, ip: exchange.ip };
    await deps.db.asSystem((tx) => writeJournal(deps, tx, { type: 'user.sign-in-failed', data }));
    throw error;
  }
};

const takeState = async (deps: Deps, { parameters, exchange }: ProviderReturn) => {
  const state = parameters['state'];
  const browserSecret = browserSecretOf(exchange);
  const begun =
    state === undefined || browserSecret === undefined
      ? undefined
      : await deps.db.asSystem((tx) => takeSignInState(tx, { state, browserSecret }));
  if (begun !== undefined) return begun;
  throw new HubError(
    'sign_in_state_invalid',
    'This sign-in was not begun in this browser, was used already, or took longer than ten minutes. Begin again.',
  );
};

/**
 * The person behind the identity, with the role that the provider gives today. Undefined when they may not come in;
 * what was taken from them stays taken.
 */
const admit = async (deps: Deps, tx: Tx, identity: Identity): Promise<Person | undefined> => {
  const space = await findSpaceBySlug(tx, defaultSpaceSlug);
  if (space === undefined) throw new HubError('internal', 'There is no default space.');
  const role = roleFor(identity.roles, deps.provider.rules);
  let linked = await holdLinkedPerson(tx, identity);
  if (linked === undefined && role !== null) {
    await addLinkedPerson(tx, identity);
    linked = await holdLinkedPerson(tx, identity);
  }
  if (linked === undefined || linked.disabled) return undefined;
  const { userId } = linked;
  await followEmail(tx, userId, identity.email);
  await followRole(deps, tx, { spaceId: space.spaceId, userId, role });
  return (await countMemberships(tx, userId)) > 0 ? findPerson(tx, userId) : undefined;
};

interface RoleToday {
  readonly spaceId: string;
  readonly userId: string;
  readonly role: Role | null;
}

const followRole = async (deps: Deps, tx: Tx, today: RoleToday): Promise<void> => {
  const { spaceId, userId, role } = today;
  const owners = await lockOwners(tx, spaceId);
  const before = await findMember(tx, spaceId, userId);
  if (before !== undefined && (!before.fromProvider || before.role === role)) return;
  if (before === undefined && role === null) return;
  // The provider may change anybody's role, but not leave a space without an owner.
  if (before?.role === 'owner' && owners.every((owner) => owner === userId)) return;
  if (role === null) await removeProviderRole(tx, spaceId, userId);
  else await setProviderRole(tx, spaceId, { userId, role });
  const change = before === undefined ? 'joined' : role === null ? 'removed' : 'changed';
  const data = { userId, role, before: before?.role ?? null, by: 'provider' };
  await deps.events.publish(tx, spaceId, [{ type: `member.${change}`, subject: userId, data }]);
  await deps.audit.append(tx, spaceId, {
    actor: 'hub:provider',
    actorName: deps.provider.name,
    action: providerAction,
    target: userId,
    details: { role, before: before?.role ?? null },
    ip: null,
    requestId: null,
  });
};
