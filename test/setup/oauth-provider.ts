import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import Provider, { interactionPolicy, type Configuration } from 'oidc-provider';
import { memoryAdapter } from '../components/oidc-memory.ts';
import { freePort } from '../components/program.ts';

export interface Tokens {
  [field: string]: unknown;
}

/** Stands before the token endpoint of a real provider: counts, holds up, and can lie about what comes back. */
export interface TokenLine {
  /** How often each grant was asked for. */
  readonly asked: Map<string, number>;
  /** The forms as they came. */
  readonly forms: URLSearchParams[];
  /** Awaited before the provider hears of a request, which it may change. */
  before: (form: URLSearchParams) => Promise<void> | void;
  /** Awaited before the client hears of the answer, which it may change. */
  after: (tokens: Tokens) => Promise<Tokens> | Tokens;
  /** In place of the provider. */
  instead: ((form: URLSearchParams, response: ServerResponse) => boolean) | undefined;
}

export interface OAuthProvider {
  readonly issuer: string;
  readonly line: TokenLine;
  readonly client: { readonly id: string; readonly secret: string };
  stop(): Promise<void>;
}

const redirectUri = 'http://127.0.0.1:3000/api/connections/callback';

export interface OAuthProviderOptions {
  readonly tokenSeconds?: number;
}

/** A certified provider whose refresh tokens rotate: a used one ends the whole grant. */
export const startOAuthProvider = async (options: OAuthProviderOptions = {}): Promise<OAuthProvider> => {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const client = { id: 'the hub', secret: 'a secret: of hub & provider' };
  const provider = new Provider(issuer, configuration(client, options.tokenSeconds ?? 600));
  const answer = provider.callback();
  const inner = await listen(
    createServer((request, response) => void answer(request, response)),
    0,
  );
  const line: TokenLine = {
    asked: new Map(),
    forms: [],
    before: () => undefined,
    after: (tokens) => tokens,
    instead: undefined,
  };
  const outer = createServer((request, response) => {
    if (request.url === '/token')
      forward(line, inner.port, { request, response }).catch(() => response.destroy());
    else if (request.url?.startsWith('/interaction/') === true)
      signIn(provider, request, response).catch(() => response.destroy());
    else void answer(request, response);
  });
  const front = await listen(outer, port);
  return {
    ...{ issuer, line, client },
    stop: async () => {
      await front.stop();
      await inner.stop();
    },
  };
};

const configuration = (
  client: { readonly id: string; readonly secret: string },
  tokenSeconds: number,
): Configuration => ({
  clients: [
    {
      client_id: client.id,
      client_secret: client.secret,
      application_type: 'native',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    },
    {
      client_id: 'another client',
      client_secret: 'its secret',
      application_type: 'native',
      redirect_uris: [redirectUri],
    },
  ],
  adapter: memoryAdapter(),
  jwks: { keys: [signingKey()] },
  scopes: ['openid', 'offline_access', 'crm.read', 'crm.write'],
  pkce: { required: () => true },
  claims: { openid: ['sub', 'email'] },
  conformIdTokenClaims: false,
  rotateRefreshToken: true,
  issueRefreshToken: () => true,
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    revocation: {
      enabled: true,
      allowedPolicy: (_context, asking, token) => token.clientId === asking.clientId,
    },
  },
  interactions: { policy: signInOnly(), url: (_context, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_context, sub) => ({
    accountId: sub,
    claims: () => ({ sub, email: `${sub}@accounts.example` }),
  }),
  loadExistingGrant: async (context) => {
    const { client: asking, session, provider, params } = context.oidc;
    if (asking === undefined || session?.accountId === undefined) return undefined;
    const grant = new provider.Grant({ clientId: asking.clientId, accountId: session.accountId });
    const scope = params?.['scope'];
    grant.addOIDCScope(typeof scope === 'string' ? scope : 'openid');
    await grant.save();
    return grant;
  },
  cookies: { keys: ['a-key-of-the-tests'] },
  ttl: {
    ...{ AccessToken: tokenSeconds, ClientCredentials: tokenSeconds, AuthorizationCode: 60, IdToken: 600 },
    ...{ Interaction: 600, Session: 3_600, Grant: 36_000, RefreshToken: 36_000 },
  },
});

export const signingKey = () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: 'tests', alg: 'RS256', use: 'sig' };
};

export const signInOnly = () => {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  return policy;
};

/** Whoever the request hints at is signed in; who is called `refuse` says no. */
export const signIn = async (
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { params } = await provider.interactionDetails(request, response);
  const hint = params['login_hint'];
  const login = typeof hint === 'string' ? hint : 'somebody';
  const result =
    login === 'refuse'
      ? { error: 'access_denied', error_description: 'The person said no.' }
      : { login: { accountId: login } };
  await provider.interactionFinished(request, response, result);
};

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const forward = async (line: TokenLine, port: number, { request, response }: Exchange): Promise<void> => {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const form = new URLSearchParams(body);
  const grant = form.get('grant_type') ?? '';
  line.asked.set(grant, (line.asked.get(grant) ?? 0) + 1);
  line.forms.push(form);
  await line.before(form);
  if (line.instead?.(form, response) === true) return;
  const { authorization } = request.headers;
  const answer = await fetch(`http://127.0.0.1:${port}/token`, {
    method: 'POST',
    body: form.toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(authorization === undefined ? {} : { authorization }),
    },
  });
  const said = (await answer.json()) as Tokens;
  const told = answer.ok ? await line.after(said) : said;
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(told));
};

const listen = async (server: Server, port: number): Promise<{ port: number; stop(): Promise<void> }> => {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};

/** Goes through the pages of the provider as that person; answers what it sends back to the hub. */
export const passThrough = async (
  departure: string,
  login: string,
  back: string = redirectUri,
): Promise<Record<string, string>> => {
  const cookies = new Map<string, string>();
  let at = new URL(departure);
  at.searchParams.set('login_hint', login);
  for (let hop = 0; hop < 8; hop++) {
    const answer = await fetch(at, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split(/=(.*)/s);
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`);
    at = new URL(location, at);
    if (at.href.startsWith(back)) return Object.fromEntries(at.searchParams);
  }
  throw new Error(`the provider did not lead back; it ended at ${at.href}`);
};
