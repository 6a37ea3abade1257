// slow: signs in at a provider
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { offerCrm } from '../setup/connected.ts';
import {
  newBrowser,
  startConnections,
  type Browser,
  type ConnectionTrial,
  type Shown,
} from '../setup/connections.ts';
import { passThrough, startOAuthProvider, type OAuthProvider, type Tokens } from '../setup/oauth-provider.ts';
import { refusal } from '../setup/gateway.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { verifies } from '../setup/verifies.ts';

/** Everything that must not end in a connection, each a small step away from an honest way that does. */
let trial: ConnectionTrial;
let provider: OAuthProvider;

beforeAll(async () => {
  provider = await startOAuthProvider();
  trial = await startConnections();
  offerCrm(trial, provider);
});
beforeEach(() => {
  provider.line.before = () => undefined;
  provider.line.after = (tokens) => tokens;
  provider.line.instead = undefined;
});
afterAll(async () => {
  await trial.stop();
  await provider.stop();
});

let made = 0;
const make = (): Promise<Shown> =>
  trial.call('connections.create', {
    ...{ connector: 'crm', name: `number ${made++}` },
    alternative: { oidc: ['openid', 'offline_access', 'crm.read'] },
    settings: { oidc: { clientId: provider.client.id } },
    secrets: { oidc: { clientSecret: provider.client.secret } },
  });

const leave = async (id: string, browser: Browser): Promise<string> => {
  const next = await trial.call<{ kind: string; url: string }>(
    'connections.connect',
    { connectionId: id },
    { browser },
  );
  expect(next.kind).toBe('redirect');
  return next.url;
};

/** Where the hub sends the browser, told apart from the address of the connection. */
const comeBack = async (browser: Browser, parameters: Record<string, string>): Promise<string> => {
  browser.location = undefined;
  await trial.call('connections.callback', parameters, { browser, nobody: true });
  return (browser.location ?? '').replace(/cxn_\w+/, '<id>');
};

const get = (connectionId: string): Promise<Shown> => trial.call('connections.get', { connectionId });

/** Each begins an honest way to the provider and breaks one thing; the connection must stay unauthorised. */
type Attack = (way: Way) => Promise<Record<string, string>> | Record<string, string>;
interface Way {
  readonly id: string;
  browser: Browser;
  /** What the provider sent along. */
  readonly back: Record<string, string>;
}
const lie = (
  change: (claims: Record<string, unknown>) => Record<string, unknown>,
  header = { alg: 'RS256' },
) => {
  provider.line.after = (tokens: Tokens) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = JSON.parse(
      Buffer.from(String(tokens['id_token']).split('.')[1] ?? '', 'base64url').toString(),
    ) as Record<string, unknown>;
    return { ...tokens, id_token: `${part(header)}.${part(change(claims))}.c2lnbmF0dXJl` };
  };
};
const answerWith = (status: number, type: string, body: string) => {
  provider.line.instead = (_form, response) => {
    response.writeHead(status, { 'content-type': type }).end(body);
    return true;
  };
};
const without = <Value>(back: Record<string, Value>, name: string): Record<string, Value> =>
  Object.fromEntries(Object.entries(back).filter(([key]) => key !== name));

const attacks: Record<string, Attack> = {
  'no state': ({ back }) => without(back, 'state'),
  'an empty state': ({ back }) => ({ ...back, state: '' }),
  'a guessed state': ({ back }) => ({ ...back, state: 'A'.repeat(43) }),
  'a state in other letters': ({ back }) => ({ ...back, state: (back['state'] ?? '').toUpperCase() }),
  'a state with something behind it': ({ back }) => ({ ...back, state: `${back['state']}.` }),
  'another browser': (way) => {
    way.browser = newBrowser();
    return way.back;
  },
  'another browser with a secret of its own': async (way) => {
    way.browser = newBrowser();
    await leave(way.id, way.browser);
    return way.back;
  },
  'a state that another browser has shown': async (way) => {
    await comeBack(newBrowser(), way.back);
    return way.back;
  },
  'a state older than ten minutes': async ({ back }) => {
    await trial.sql("update oauth_states set expires_at = now() - interval '1 second'");
    return back;
  },
  'a state of another connection with this code': async ({ back, browser }) => {
    const other = await make();
    const theirs = new URL(await leave(other.id, browser)).searchParams.get('state') ?? '';
    await comeBack(browser, { ...back, state: theirs });
    expect((await get(other.id)).state).toBe('needs_auth');
    return without(back, 'code');
  },
  'no code': ({ back }) => without(back, 'code'),
  'an empty code': ({ back }) => ({ ...back, code: '' }),
  'a code that the provider never gave': ({ back }) => ({ ...back, code: 'A'.repeat(43) }),
  'no issuer, though the provider names itself': ({ back }) => without(back, 'iss'),
  'an issuer that is another one': ({ back }) => ({ ...back, iss: 'https://evil.example' }),
  'an issuer that begins like ours': ({ back }) => ({ ...back, iss: `${back['iss']}.evil.example` }),
  'an issuer with a slash too many': ({ back }) => ({ ...back, iss: `${back['iss']}/` }),
  'an error of the provider': ({ back }) => ({ ...without(back, 'code'), error: 'access_denied' }),
  'an error beside a code': ({ back }) => ({ ...back, error: 'access_denied' }),
  'an error with markup in it': ({ back }) => ({ ...back, error: '<script>alert(1)</script>' }),
  'a verifier that is not the one begun with': async ({ back }) => {
    provider.line.before = (form) => form.set('code_verifier', 'B'.repeat(43));
    return back;
  },
  'a client that was changed in between': async ({ back, id }) => {
    await trial.call('connections.update', {
      connectionId: id,
      settings: { oidc: { clientId: 'another client' } },
      secrets: { oidc: { clientSecret: 'its secret' } },
    });
    return back;
  },
  'a token URL that was changed in between': async ({ back, id }) => {
    await trial.call('connections.update', {
      connectionId: id,
      settings: { oidc: { tokenUrl: 'https://evil.example/token' } },
      secrets: { oidc: { clientSecret: 'another secret' } },
    });
    return back;
  },
  'a connection that was deleted in between': async ({ back, id }) => {
    await trial.call('connections.delete', { connectionId: id });
    return back;
  },
  'a state moved to another space': async ({ back }) => {
    await trial.sql('update oauth_states set space_id = $1', [trial.other]);
    return back;
  },
  'an id token of another client': ({ back }) => (
    lie((claims) => ({ ...claims, aud: 'another client' })),
    back
  ),
  'an id token for several clients': ({ back }) => (
    lie((claims) => ({ ...claims, aud: [provider.client.id, 'another client'] })),
    back
  ),
  'an id token authorised for another client': ({ back }) => (
    lie((claims) => ({ ...claims, azp: 'another client' })),
    back
  ),
  'an id token of another issuer': ({ back }) => (
    lie((claims) => ({ ...claims, iss: 'https://evil.example' })),
    back
  ),
  'an id token of another sign-in': ({ back }) => (
    lie((claims) => ({ ...claims, nonce: 'C'.repeat(43) })),
    back
  ),
  'an id token without a nonce': ({ back }) => (lie((claims) => without(claims, 'nonce')), back),
  'an id token that has expired': ({ back }) => (lie((claims) => ({ ...claims, exp: 1_000_000_000 })), back),
  'an id token from the future': ({ back }) => (lie((claims) => ({ ...claims, iat: 9_000_000_000 })), back),
  'an id token without a time': ({ back }) => (lie((claims) => without(claims, 'exp')), back),
  'an id token for another access token': ({ back }) => (
    lie((claims) => ({ ...claims, at_hash: 'AAAA' })),
    back
  ),
  'an id token that is no token': ({ back }) => {
    provider.line.after = (tokens) => ({ ...tokens, id_token: 'not.a-token' });
    return back;
  },
  'an HTML page in place of tokens': ({ back }) => (
    answerWith(200, 'text/html', '<html>Sign in</html>'),
    back
  ),
  'an empty answer': ({ back }) => (answerWith(200, 'application/json', ''), back),
  'an answer that is a list': ({ back }) => (answerWith(200, 'application/json', '["access_token"]'), back),
  'an answer without a token': ({ back }) => (
    answerWith(200, 'application/json', '{"token_type":"bearer"}'),
    back
  ),
  'a token that is a number': ({ back }) => (answerWith(200, 'application/json', '{"access_token":7}'), back),
  'a token with a line break': ({ back }) => (
    answerWith(200, 'application/json', '{"access_token":"a\\r\\nx-admin: 1"}'),
    back
  ),
  'a token that needs proof of possession': ({ back }) => (
    answerWith(200, 'application/json', '{"access_token":"a","token_type":"DPoP"}'),
    back
  ),
  'tokens with status 400': ({ back }) => (answerWith(400, 'application/json', '{"access_token":"a"}'), back),
  'a redirect in place of tokens': ({ back }) => {
    provider.line.instead = (_form, response) => {
      response.writeHead(307, { location: 'https://evil.example/token' }).end();
      return true;
    };
    return back;
  },
};

for (const [name, attack] of Object.entries(attacks)) {
  verifies('connectors.auth.attacks', `is not authorised by ${name}`, async () => {
    const { id } = await make();
    const way: Way = { id, browser: newBrowser(), back: {} };
    const url = await leave(id, way.browser);
    Object.assign(way.back, await passThrough(url, 'ada'));
    const before = (await trial.events('connection.connected')).length;
    const sent = await attack(way);
    const place = await comeBack(way.browser, sent);
    expect(place).toMatch(
      /^(\/connections\/<id>|\/)\?result=failed&error=(oauth_\w+|not_found|secret_unreadable)(&reason=[a-z_]+)?$/,
    );
    expect(await trial.events('connection.connected')).toHaveLength(before);
    const [row] = await trial.sql<{ state: string; token_version: number }>(
      'select state from connections where connection_id = $1',
      [id],
    );
    expect(row?.state ?? 'needs_auth').toBe('needs_auth');
  });
}

const discovered = async (change: object): Promise<Upstream> => {
  const server = await startUpstream((_request, response) => {
    const honest = {
      ...{ issuer: server.origin, token_endpoint: `${server.origin}/token` },
      authorization_endpoint: `${server.origin}/auth`,
    };
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ ...honest, ...change }));
  });
  trial.connectors.set('odd', {
    schemes: {
      oidc: { type: 'openIdConnect', discoveryUrl: `${server.origin}/.well-known/openid-configuration` },
    },
    servers: [],
  });
  return server;
};

test.each<[string, object]>([
  ['speaks for another issuer', { issuer: 'https://evil.example' }],
  ['takes PKCE in plain only', { code_challenge_methods_supported: ['plain'] }],
  ['sends people to http', { authorization_endpoint: 'http://evil.example/auth' }],
  ['sends people to a script', { authorization_endpoint: 'javascript:alert(1)' }],
  ['has a token endpoint on http', { token_endpoint: 'http://evil.example/token' }],
  ['has a token endpoint with a password', { token_endpoint: 'https://a:b@evil.example/token' }],
  ['has endpoints that are no texts', { token_endpoint: 7 }],
])('nobody is sent to a provider whose document %s', async (_name, change) => {
  const server = await discovered(change);
  try {
    const { id } = await trial.call<Shown>('connections.create', {
      ...{ connector: 'odd', name: `number ${made++}`, alternative: { oidc: [] } },
      settings: { oidc: { clientId: 'x' } },
    });
    const asked = trial.call('connections.connect', { connectionId: id }, { browser: newBrowser() });
    expect((await refusal(asked)).code).toMatch(/^(oauth_refused|oauth_failed|input_invalid)$/);
    expect(server.seen.map(({ path }) => path)).toEqual(['/.well-known/openid-configuration']);
  } finally {
    await server.stop();
  }
});

test.each([
  'http://169.254.169.254/.well-known/openid-configuration',
  'http://10.0.0.1/.well-known/openid-configuration',
  'http://[::1]/.well-known/openid-configuration',
  'http://public.example/.well-known/openid-configuration',
  'file:///etc/passwd',
])('a discovery document is not fetched from %s', async (discoveryUrl) => {
  trial.connectors.set('odd', { schemes: { oidc: { type: 'openIdConnect', discoveryUrl } }, servers: [] });
  const { id } = await trial.call<Shown>('connections.create', {
    ...{ connector: 'odd', name: `number ${made++}`, alternative: { oidc: [] } },
    settings: { oidc: { clientId: 'x' } },
  });
  const asked = trial.call('connections.connect', { connectionId: id }, { browser: newBrowser() });
  expect((await refusal(asked)).code).toMatch(/^(egress_refused|input_invalid)$/);
});
