import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import Provider, { errors, interactionPolicy, type Configuration } from 'oidc-provider';
import { memoryAdapter } from './oidc-memory.ts';
import { freePort } from './program.ts';

export interface OidcUser {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
  readonly groups?: readonly string[];
  /** Where Keycloak puts the roles of its realm. */
  readonly realm_access?: { readonly roles: readonly string[] };
}

export interface OidcClient {
  readonly client_id: string;
  readonly client_secret: string;
  readonly redirect_uris: string[];
}

export interface OidcOptions {
  readonly users?: readonly OidcUser[];
  /** More clients than the one it answers with. */
  readonly clients?: readonly OidcClient[];
  /** Where the first client may come back to. Any port of loopback fits, as for every native client. */
  readonly redirectUris?: string[];
  /** Addresses that access tokens can be issued for (RFC 8707), and the scopes that each has. */
  readonly resources?: ReadonlyMap<string, string>;
}

export interface OidcServer {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Signs as the provider does: for what it would never say. */
  readonly signingKey: JsonWebKey & { readonly kid: string };
  stop(): Promise<void>;
}

const someone: OidcUser = {
  sub: 'ada',
  email: 'ada@example.com',
  email_verified: true,
  name: 'Ada Lovelace',
  groups: ['hub-admin'],
  realm_access: { roles: ['hub-admin'] },
};

/**
 * A certified OpenID provider in this process. Its sign-in page is a form with one field, `login`: the `sub` of a
 * user. The `login_hint` of a request signs that user in without the page.
 */
export const startOidc = async (options: OidcOptions = {}): Promise<OidcServer> => {
  const users = options.users ?? [someone];
  const issuer = `http://127.0.0.1:${await freePort()}`;
  const client: OidcClient = {
    client_id: 'hub',
    client_secret: 'a-secret-between-hub-and-provider-of-the-tests',
    redirect_uris: options.redirectUris ?? ['http://127.0.0.1/api/sign-in/callback'],
  };
  const key = signingKey();
  const clients = [client, ...(options.clients ?? [])];
  const provider = new Provider(issuer, configuration({ ...options, users, clients }, key));
  const answer = provider.callback();
  const server = createServer((request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void answer(request, response);
    interact(provider, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  server.listen(Number(new URL(issuer).port), '127.0.0.1');
  await once(server, 'listening');
  return {
    issuer,
    clientId: client.client_id,
    clientSecret: client.client_secret,
    signingKey: key,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};

const configuration = (
  { users, clients, resources }: OidcOptions & Required<Pick<OidcOptions, 'users' | 'clients'>>,
  key: ReturnType<typeof signingKey>,
): Configuration => ({
  clients: clients.map((client) => ({ ...client, application_type: 'native' as const })),
  adapter: memoryAdapter(),
  jwks: { keys: [key] },
  pkce: { required: () => true },
  claims: {
    openid: ['sub'],
    email: ['email', 'email_verified'],
    profile: ['name'],
    roles: ['groups', 'realm_access'],
  },
  // Roles belong into the id token, where Keycloak puts them too, not only behind the user-info address.
  conformIdTokenClaims: false,
  features: {
    devInteractions: { enabled: false },
    ...(resources !== undefined && {
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, address) => {
          const scope = resources.get(address);
          if (scope === undefined) throw new errors.InvalidTarget();
          return { scope, audience: address, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } };
        },
      },
    }),
  },
  interactions: { policy: signInOnly(), url: (_context, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_context, sub) => {
    const user = users.find((candidate) => candidate.sub === sub);
    return user && { accountId: sub, claims: () => ({ ...user }) };
  },
  // The grant is given with the sign-in: consent pages are not what the hub is tested for.
  loadExistingGrant: async (context) => {
    const { client, session, provider, params } = context.oidc;
    if (client === undefined || session?.accountId === undefined) return undefined;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    const scope = params?.['scope'];
    grant.addOIDCScope(typeof scope === 'string' ? scope : 'openid');
    const resource = params?.['resource'];
    if (typeof resource === 'string' && typeof scope === 'string') grant.addResourceScope(resource, scope);
    await grant.save();
    return grant;
  },
  cookies: { keys: ['a-key-of-the-tests'] },
  ttl: {
    AccessToken: 600,
    AuthorizationCode: 60,
    IdToken: 600,
    Interaction: 600,
    Session: 3_600,
    Grant: 3_600,
  },
});

const signingKey = () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: 'tests', alg: 'RS256', use: 'sig' };
};

/** A native client would be asked for consent each time, without end where nobody answers. */
const signInOnly = () => {
  const policy = interactionPolicy.base();
  policy.get('consent')?.checks.remove('native_client_prompt');
  return policy;
};

const interact = async (
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { params } = await provider.interactionDetails(request, response);
  const form = request.method === 'POST' ? new URLSearchParams(await bodyOf(request)) : undefined;
  if (form?.has('refuse')) {
    const refusal = { error: 'access_denied', error_description: 'The person said no.' };
    return provider.interactionFinished(request, response, refusal);
  }
  const login = form?.get('login') ?? params['login_hint'];
  if (typeof login === 'string') {
    return provider.interactionFinished(request, response, { login: { accountId: login } });
  }
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(signInPage);
};

const signInPage = `<!doctype html><html lang="en"><title>Provider</title><form method="post">
<label>Login <input name="login" autofocus></label><button>Continue</button><button name="refuse">Refuse</button>
</form></html>`;

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
};
