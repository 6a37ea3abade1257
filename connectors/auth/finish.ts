import { HubError } from '../../core/errors.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { ConnectionDeps } from './deps.ts';
import { connectionsTopic, type Held } from './held.ts';
import type { OAuthClient } from './oauth/client.ts';
import { accountOf, checkIdToken } from './oauth/id-token.ts';
import type { TokenAnswer } from '../../platform/oauth/token-answer.ts';
import { tokensOf, wantedScopes } from './renewal.ts';
import { openSecrets, sealSecrets } from './secrets.ts';
import { holdConnection, type ConnectionRow } from './store.ts';
import { storeTokens } from './store-tokens.ts';

export type FinishDeps = Pick<ConnectionDeps, 'db' | 'vault' | 'egress' | 'hints' | 'events' | 'clock'>;

export interface Finished {
  readonly held: Held;
  readonly client: OAuthClient;
  readonly answer: TokenAnswer;
  /** Of the request that an id token has to answer; undefined where none was sent. */
  readonly nonce?: string | undefined;
  /** In the same transaction, last. */
  readonly also?: (tx: Tx) => Promise<void>;
}

/** Stores the tokens of a new authorisation and says so; throws when the connection was changed in between. */
export const finishAuthorisation = async (deps: FinishDeps, finished: Finished): Promise<void> => {
  const { held, answer } = finished;
  const account = await accountFrom(deps, finished);
  const { place, row } = held;
  const { spaceId, connectionId } = place;
  await deps.db.inSpace(spaceId, async (tx) => {
    const now = await holdConnection(tx, spaceId, connectionId);
    if (now === undefined || !isSame(now, row)) {
      throw new HubError('oauth_state_invalid', 'The connection was changed in between. Connect once more.');
    }
    const sealer = { vault: deps.vault, tx };
    const { entered, registered } = await openSecrets(sealer, place, now.sealed);
    const kept = registered === undefined ? { entered } : { entered, registered };
    await storeTokens(tx, spaceId, {
      ...{ connectionId, fence: null, lifeSeconds: answer.lifeSeconds, account },
      facts: { ...answer.facts, ...issuerOf(finished.client) },
      // A refresh token of an earlier authorisation belongs to that one.
      sealed: await sealSecrets(sealer, place, { ...kept, tokens: tokensOf(answer, undefined) }),
      scopes: answer.scopes ?? wantedScopes(held),
    });
    const { connector, name } = row;
    const data = { connectionId, connector, name, account };
    await deps.events.publish(tx, spaceId, [{ type: 'connection.connected', subject: connectionId, data }]);
    await finished.also?.(tx);
    tx.afterCommit(() => deps.hints.broadcast(connectionsTopic));
  });
};

/** Who gave the tokens: where the server decides which provider that is, it may name another one later. */
const issuerOf = ({ resource, issuer }: OAuthClient): { readonly issuer?: string } =>
  resource === undefined || issuer === undefined ? {} : { issuer };

/** What a person entered, and what was revoked: not what a renewal beside it wrote. */
const isSame = (now: ConnectionRow, before: ConnectionRow): boolean => {
  const entered = (row: ConnectionRow) =>
    JSON.stringify([
      row.settings,
      row.alternative,
      row.serverUrl,
      row.serverVariables,
      row.state === 'revoked',
    ]);
  return entered(now) === entered(before);
};

/** Out of the id token, or by asking; a provider that says nothing leaves it open. */
const accountFrom = async (deps: FinishDeps, finished: Finished): Promise<string | null> => {
  const { client, answer, nonce } = finished;
  if (answer.idToken !== undefined) {
    const claims = checkIdToken(answer.idToken, {
      ...{ clientId: client.clientId, issuer: client.issuer, nonce },
      accessToken: answer.access,
      nowMs: deps.clock.now().getTime(),
    });
    return accountOf(claims);
  }
  const named = answer.facts['team_name'] ?? answer.facts['hub_domain'] ?? answer.facts['shop'];
  return named ?? (await accountFromUserinfo(deps, client, answer.access)) ?? null;
};

const accountFromUserinfo = async (
  deps: FinishDeps,
  client: OAuthClient,
  token: string,
): Promise<string | undefined> => {
  const url = client.urls.userinfo;
  if (url === undefined) return undefined;
  const answer = await askUserinfo(deps, url, token).catch(() => undefined);
  return answer?.account ?? undefined;
};

export interface Userinfo {
  readonly status: number;
  readonly account: string | null;
}

export const askUserinfo = async (
  deps: Pick<ConnectionDeps, 'egress'>,
  url: string,
  token: string,
): Promise<Userinfo> => {
  const answer = await deps.egress.request({
    url,
    headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    limits: { redirects: 0, maxBytes: 256 * 1024, totalMs: 10_000 },
  });
  if (answer.status !== 200) {
    answer.discard();
    return { status: answer.status, account: null };
  }
  const claims = await answer.json().catch(() => ({}));
  return { status: 200, account: accountOf((claims ?? {}) as Record<string, unknown>) };
};
