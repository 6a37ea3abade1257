import { callerId } from '../../core/caller.ts';
import { HubError } from '../../core/errors.ts';
import type { CallContext } from '../../platform/invoke/context.ts';
import { exchangeOf, keepBrowserSecret, redirectUriOf } from './browser.ts';
import type { ConnectionDeps } from './deps.ts';
import { pollDeviceName } from './device-job.ts';
import { finishAuthorisation } from './finish.ts';
import { loadClient, requireHeld, requireOwn, type LoadedClient } from './load.ts';
import { departFor } from './oauth/authorization.ts';
import { registerClient } from './oauth/registration.ts';
import { requireUrl } from './oauth/client.ts';
import { startDevice } from './oauth/device.ts';
import { renew } from './oauth/renewal.ts';
import { askMs } from './oauth/ask.ts';
import { wantedScopes } from './renewal.ts';
import { openSecrets, sealSecrets } from './secrets.ts';
import { addState, dropStates } from './store-states.ts';
import { keepSealed } from './store-tokens.ts';
import { isOfIssuer, type NamedScheme } from './tokens.ts';

export type ConnectDeps = Omit<ConnectionDeps, 'probe'>;

/** What a person has to do next. */
export type Next =
  | { readonly kind: 'redirect'; readonly url: string }
  | {
      readonly kind: 'device';
      readonly userCode: string;
      readonly verificationUrl: string;
      readonly completeUrl: string | null;
      readonly expiresAt: string;
    }
  | { readonly kind: 'done' };

export interface Wish {
  readonly connectionId: string;
  /** Where in the console the browser comes back to. */
  readonly returnTo: string;
}

export const beginConnect = async (deps: ConnectDeps, context: CallContext, wish: Wish): Promise<Next> => {
  const place = { spaceId: context.spaceId, connectionId: wish.connectionId };
  const loaded = await loadClient(deps, place);
  requireOwn(loaded.held.row, context.caller);
  const { grant } = loaded.client;
  switch (grant) {
    case 'authorizationCode':
      return depart(deps, context, { loaded, returnTo: wish.returnTo });
    case 'deviceCode':
      return showCode(deps, loaded);
    case 'clientCredentials':
    case 'password': {
      const scopes = wantedScopes(loaded.held);
      const answer = await renew(deps.egress, loaded.client, { tokens: undefined, scopes, totalMs: askMs });
      await finishAuthorisation(deps, { held: loaded.held, client: loaded.client, answer });
      return { kind: 'done' };
    }
    case 'given':
      return { kind: 'done' };
    default:
      return grant satisfies never;
  }
};

const placeOfVerifier = (spaceId: string, state: string) => ({
  spaceId,
  table: 'oauth_states',
  column: 'sealed',
  // Of the state itself only the hash is kept, so the row is named by what comes back with it.
  row: state,
});

interface Leaving {
  readonly loaded: LoadedClient;
  readonly returnTo: string;
}

const depart = async (deps: ConnectDeps, context: CallContext, leaving: Leaving): Promise<Next> => {
  const exchange = exchangeOf(context);
  const redirectUri = redirectUriOf(deps.publicUrl, exchange);
  const { held, oauth, client } = await known(deps, leaving.loaded, redirectUri);
  const { spaceId, connectionId } = held.place;
  // Who asks for less than before would lose what was granted.
  const scopes =
    client.resource === undefined
      ? wantedScopes(held)
      : [...new Set([...wantedScopes(held), ...held.row.scopes])];
  const departure = departFor(client, { redirectUri, scopes: withOpenId(oauth, scopes) });
  const begun = {
    ...{ scheme: oauth.name, clientId: client.clientId, tokenUrl: requireUrl(client, 'token') },
    ...{ issuer: client.issuer ?? null, redirectUri, scopes, returnTo: leaving.returnTo },
    by: { id: callerId(context.caller), name: 'name' in context.caller ? context.caller.name : '' },
  };
  const browserSecret = keepBrowserSecret(exchange);
  const { state, verifier, nonce } = departure;
  await deps.db.inSpace(spaceId, async (tx) => {
    const secret = JSON.stringify({ verifier, nonce });
    const sealed = await deps.vault.seal(placeOfVerifier(spaceId, state), secret, tx);
    await addState(tx, spaceId, { state, browserSecret, connectionId, begun, sealed });
  });
  return { kind: 'redirect', url: departure.url };
};

/** The provider knows the hub as a client afterwards: by what a person entered, by its document, or as just registered. */
const known = async (deps: ConnectDeps, loaded: LoadedClient, redirectUri: string): Promise<LoadedClient> => {
  const { held, client, oauth } = loaded;
  if (client.resource === undefined) return loaded;
  const entered = held.row.settings[oauth.name]?.['clientId'] !== undefined;
  if (entered && !isOfIssuer(held, client))
    throw new HubError(
      'connection_not_ready',
      `The server names another provider now (${client.issuer ?? 'none'}). Enter a client that is registered there.`,
    );
  const { registered } = held.secrets;
  const isThere = client.clientId !== registered?.clientId || registered.redirectUri === redirectUri;
  if (client.clientId !== '' && isThere) return loaded;
  const made = await registerClient(deps.egress, client, redirectUri);
  const { place } = held;
  await deps.db.inSpace(place.spaceId, async (tx) => {
    const sealer = { vault: deps.vault, tx };
    const secrets = await openSecrets(sealer, place, (await requireHeld(tx, place)).sealed);
    await keepSealed(tx, place.spaceId, {
      connectionId: place.connectionId,
      sealed: await sealSecrets(sealer, place, { ...secrets, registered: made }),
    });
  });
  return loadClient(deps, place);
};

/** What the way back needs, and only the way back can open. */
export const openVerifier = async (
  deps: Pick<ConnectionDeps, 'vault'>,
  taken: { readonly spaceId: string; readonly sealed: string },
  state: string,
): Promise<{ readonly verifier: string; readonly nonce: string }> =>
  JSON.parse(await deps.vault.open(placeOfVerifier(taken.spaceId, state), taken.sealed)) as {
    verifier: string;
    nonce: string;
  };

/** OpenID Connect asks for this scope; without it the answer is plain OAuth. */
const withOpenId = ({ plan }: NamedScheme, scopes: readonly string[]): readonly string[] =>
  plan.type === 'openIdConnect' && plan.resource === undefined && !scopes.includes('openid')
    ? ['openid', ...scopes]
    : scopes;

const showCode = async (deps: ConnectDeps, { held, oauth, client }: LoadedClient): Promise<Next> => {
  const { place } = held;
  const { spaceId, connectionId } = place;
  const start = await startDevice(deps.egress, client, withOpenId(oauth, wantedScopes(held)));
  const expiresAt = new Date(deps.clock.now().getTime() + start.expiresInSeconds * 1_000).toISOString();
  await deps.db.inSpace(spaceId, async (tx) => {
    const now = await requireHeld(tx, place);
    const sealer = { vault: deps.vault, tx };
    const secrets = await openSecrets(sealer, place, now.sealed);
    const device = { code: start.deviceCode, intervalSeconds: start.intervalSeconds, expiresAt };
    await keepSealed(tx, spaceId, {
      connectionId,
      sealed: await sealSecrets(sealer, place, { ...secrets, device }),
    });
    await dropStates(tx, spaceId, connectionId);
    const key = `${connectionId} ${expiresAt}`;
    await deps.jobs.add(tx, [{ name: pollDeviceName, spaceId, payload: { connectionId, expiresAt }, key }]);
  });
  const { userCode, verificationUrl, completeUrl } = start;
  return { kind: 'device', userCode, verificationUrl, completeUrl, expiresAt };
};
