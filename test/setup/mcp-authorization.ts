import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';
import type { Values } from '../../mcp-servers/serve/offer.ts';
import { memoryAdapter } from '../components/oidc-memory.ts';
import { freePort } from '../components/program.ts';
import { echoTool, startMcpStub, type McpStub } from './mcp-stub.ts';
import { signIn, signInOnly, signingKey } from './oauth-provider.ts';

export interface Authorization {
  readonly issuer: string;
  /** Paths with their queries, and forms, as they came. */
  readonly asked: { readonly path: string; readonly form: URLSearchParams }[];
  /** What it says of itself, changed on the way out. */
  metadata: (said: Values) => Values;
  stop(): Promise<void>;
}

export interface AuthorizationOptions {
  readonly registration?: boolean;
  /** The documents of clients, by their addresses. */
  readonly documents?: Readonly<Record<string, Values>>;
  readonly tokenSeconds?: number;
}

/** A certified authorization server as the protocol wants it: resources, PKCE, clients that it has never heard of. */
export const startAuthorization = async (options: AuthorizationOptions = {}): Promise<Authorization> => {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, configuration(options));
  const answer = provider.callback();
  const own: Pick<Authorization, 'asked' | 'metadata'> = { asked: [], metadata: (said) => said };
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    const form = new URLSearchParams();
    own.asked.push({ path: url, form });
    let body = '';
    if (request.method === 'POST')
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
        for (const [name, value] of new URLSearchParams(body)) form.set(name, value);
      });
    if (url.startsWith('/interaction/')) {
      signIn(provider, request, response).catch(() => response.destroy());
      return;
    }
    if (url === '/.well-known/oauth-authorization-server') {
      void fetch(`${issuer}/.well-known/openid-configuration`)
        .then((said) => said.json() as Promise<Values>)
        .then((said) => {
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end(JSON.stringify(own.metadata(said)));
        });
      return;
    }
    void answer(request, response);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(own, {
    issuer,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  });
};

const scopes = 'mcp:read mcp:write';

const configuration = ({
  registration,
  documents = {},
  tokenSeconds = 600,
}: AuthorizationOptions): Configuration => ({
  adapter: memoryAdapter(),
  jwks: { keys: [signingKey()] },
  scopes: ['openid', 'offline_access', ...scopes.split(' ')],
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: () => true,
  clientBasedCORS: () => false,
  features: {
    devInteractions: { enabled: false },
    registration: { enabled: registration === true },
    clientIdMetadataDocument: { enabled: Object.keys(documents).length > 0, ack: 'draft-02' },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_context, resource) => ({
        ...{ scope: scopes, audience: resource, accessTokenFormat: 'jwt', accessTokenTTL: tokenSeconds },
        jwt: { sign: { alg: 'RS256' } },
      }),
      useGrantedResource: () => true,
    },
  },
  fetch: async (url) => {
    const found = documents[new Request(url).url];
    return new Response(JSON.stringify(found ?? {}), { status: found === undefined ? 404 : 200 });
  },
  interactions: { policy: signInOnly(), url: (_context, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  loadExistingGrant: async (context) => {
    const { client, session, provider, params } = context.oidc;
    if (client === undefined || session?.accountId === undefined) return undefined;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    const asked = params?.['scope'];
    const scope = typeof asked === 'string' ? asked : '';
    grant.addOIDCScope(scope);
    for (const resource of [params?.['resource']].flat())
      if (typeof resource === 'string') grant.addResourceScope(resource, scope);
    await grant.save();
    return grant;
  },
  cookies: { keys: ['a-key-of-the-tests'] },
  ttl: {
    ...{ AccessToken: tokenSeconds, AuthorizationCode: 60, IdToken: 600, Interaction: 600 },
    ...{ Session: 3_600, Grant: 36_000, RefreshToken: 36_000 },
  },
});

export interface ProtectedStub extends McpStub {
  /** Of every request that got in: who it was, and all headers. */
  readonly inside: { readonly subject: string; readonly scope: string; readonly token: string }[];
}

/** An MCP server that lets in whom this authorization server sends, with tokens that are for it and for nobody else. */
export const startProtectedStub = async (
  authorization: Pick<Authorization, 'issuer'>,
): Promise<ProtectedStub> => {
  const stub = await startMcpStub('modern');
  stub.tools = [echoTool, { ...echoTool, name: 'write' }];
  const keys = createRemoteJWKSet(new URL(`${authorization.issuer}/jwks`));
  const inside: ProtectedStub['inside'] = [];
  const about = '/.well-known/oauth-protected-resource/mcp';
  stub.first = (request, response) => {
    if (request.url !== about) return false;
    response.writeHead(200, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        ...{ resource: stub.url, authorization_servers: [authorization.issuer] },
        scopes_supported: ['mcp:read'],
      }),
    );
    return true;
  };
  stub.answer = async ({ message, request, response }) => {
    const refuse = (status: number, challenge: string): false => {
      response
        .writeHead(status, {
          'www-authenticate': `Bearer ${challenge}, resource_metadata="${stub.origin}${about}"`,
        })
        .end();
      return false;
    };
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const verified = await jwtVerify(token, keys, { issuer: authorization.issuer, audience: stub.url }).catch(
      () => undefined,
    );
    if (verified === undefined) return refuse(401, 'scope="mcp:read"');
    const scope = String(verified.payload['scope']);
    if (message.params['name'] === 'write' && !scope.includes('mcp:write'))
      return refuse(403, 'error="insufficient_scope", scope="mcp:write"');
    inside.push({ subject: verified.payload.sub ?? '', scope, token });
    return undefined;
  };
  return Object.assign(stub, { inside });
};
