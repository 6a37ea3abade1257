import type { ConnectionTrial, Shown } from './connections.ts';
import { newBrowser } from './connections.ts';
import { passThrough, type OAuthProvider } from './oauth-provider.ts';

/** A connector whose way in is this provider, by its discovery document. */
export const offerCrm = (trial: ConnectionTrial, provider: OAuthProvider): void => {
  const discoveryUrl = `${provider.issuer}/.well-known/openid-configuration`;
  trial.connectors.set('crm', {
    schemes: { oidc: { type: 'openIdConnect', discoveryUrl } },
    servers: [{ url: 'https://crm.example/v1', variables: {} }],
  });
};

let made = 0;

/** A connection of it that a person has authorised. */
export const connectCrm = async (
  trial: ConnectionTrial,
  provider: OAuthProvider,
  settings: Readonly<Record<string, string>> = {},
): Promise<Shown> => {
  const { id } = await trial.call('connections.create', {
    ...{ connector: 'crm', name: `connected ${made++}` },
    alternative: { oidc: ['openid', 'offline_access'] },
    settings: { oidc: { clientId: provider.client.id, ...settings } },
    secrets: { oidc: { clientSecret: provider.client.secret } },
  });
  const browser = newBrowser();
  const { url } = await trial.call<{ url: string }>('connections.connect', { connectionId: id }, { browser });
  await trial.call('connections.callback', await passThrough(url, 'ada'), { browser, nobody: true });
  return trial.call('connections.get', { connectionId: id });
};

/** As if its time had passed: `refresh` when it is to be renewed, `end` when it cannot be used any more. */
export const age = async (
  trial: ConnectionTrial,
  connectionId: string,
  to: 'refresh' | 'end',
): Promise<void> => {
  const expires = to === 'end' ? "now() - interval '1 second'" : 'expires_at';
  await trial.sql(
    `update connections set refresh_at = now() - interval '1 second', expires_at = ${expires} where connection_id = $1`,
    [connectionId],
  );
};
