import { callbackPath } from './browser.ts';

/** Where the hub says who it is: its client id at providers that read such documents, and so never another one. */
export const clientDocumentPath = '/.well-known/oauth-client/mcp.json';

/** What the hub is as a client, whoever is told it. */
export const clientMetadata = (redirectUri: string) => ({
  client_name: 'App Connect',
  redirect_uris: [redirectUri],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
  application_type: new URL(redirectUri).protocol === 'https:' ? 'web' : 'native',
});

/** The address of the document: others must be able to trust it, so there is none without https. */
export const clientDocumentUrl = (publicUrl: string | undefined): string | undefined =>
  publicUrl?.startsWith('https://') === true ? new URL(clientDocumentPath, publicUrl).href : undefined;

export const clientDocument = (publicUrl: string) => ({
  client_id: new URL(clientDocumentPath, publicUrl).href,
  client_uri: publicUrl,
  ...clientMetadata(new URL(callbackPath, publicUrl).href),
});
