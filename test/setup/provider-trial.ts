import { generateKeyPairSync } from 'node:crypto';
import { exportJWK, SignJWT } from 'jose';
import { openProvider, type Provider, type ProviderFetch } from '../../gateway/provider/client.ts';
import { startOidc, type OidcServer } from '../components/oidc.ts';
import { startTestGateway, type TestBrowser, type TestGateway } from './gateway.ts';

export type Claims = Record<string, unknown>;

/** What the provider says of its people; a test may change it between two sign-ins. */
export interface KnownPerson {
  sub: string;
  name: string;
  email?: string;
  email_verified?: boolean;
  realm_access?: { roles: string[] };
}

/** Stands between the hub and a real provider, and can lie about what comes back. */
export interface Line {
  claims: ((claims: Claims) => Claims) | undefined;
  sign: ((claims: Claims) => Promise<string> | string) | undefined;
  accessToken: string | undefined;
  userinfo: Claims | undefined;
  tokenAnswer: Response | undefined;
  down: boolean;
}

export interface ProviderTrial {
  readonly gateway: TestGateway;
  readonly oidc: OidcServer;
  readonly line: Line;
  /** An honest line again, and a client that remembers nothing. */
  reset(): void;
  /** A client that has fetched nothing yet; over the line unless told otherwise. */
  newProvider(fetchBy?: ProviderFetch): Provider;
  /** The client that the gateway uses until the next reset. */
  useProvider(provider: Provider): void;
  someone(changes?: Partial<KnownPerson>): KnownPerson;
  newBrowser(): TestBrowser;
  /** Where the hub sends the browser. */
  begin(browser: TestBrowser, returnTo?: string): Promise<URL>;
  /** All of it; answers where the person ends up. */
  signIn(person: KnownPerson, browser?: TestBrowser): Promise<string>;
  accountsOf(person: KnownPerson): Promise<{ user_id: string; email: string | null }[]>;
  stop(): Promise<void>;
}

const lineKey = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** As the provider would sign, or with a key that is not the provider's. */
export const signWith =
  (key = lineKey.privateKey) =>
  (claims: Claims): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'line' }).sign(key);

export const without =
  (name: string) =>
  (claims: Claims): Claims =>
    Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name));

const honest: Line = {
  claims: undefined,
  sign: undefined,
  accessToken: undefined,
  userinfo: undefined,
  tokenAnswer: undefined,
  down: false,
};

const fetchOver =
  (line: Line) =>
  async (url: string, options: object): Promise<Response> => {
    if (line.down) throw new TypeError('the provider is down');
    const answer = await fetch(url, options);
    const { pathname } = new URL(url);
    const lies = line.claims !== undefined || line.sign !== undefined;
    if (pathname === '/jwks' && lies) {
      const jwk = { ...(await exportJWK(lineKey.publicKey)), kid: 'line', alg: 'RS256', use: 'sig' };
      return Response.json({ keys: [jwk] });
    }
    if (pathname === '/me' && line.userinfo !== undefined) return Response.json(line.userinfo);
    if (pathname !== '/token' || !answer.ok) return answer;
    if (line.tokenAnswer !== undefined) return line.tokenAnswer;
    const tokens = (await answer.json()) as { id_token: string; access_token: string };
    const payload = Buffer.from(tokens.id_token.split('.')[1] ?? '', 'base64url').toString();
    const claims = JSON.parse(payload) as Claims;
    const sign = line.sign ?? signWith();
    return Response.json({
      ...tokens,
      ...(lies ? { id_token: await sign(line.claims?.(claims) ?? claims) } : {}),
      ...(line.accessToken === undefined ? {} : { access_token: line.accessToken }),
    });
  };

/** A gateway that signs people in at a real provider, which runs in this process. */
export const startProviderTrial = async (): Promise<ProviderTrial> => {
  const people: KnownPerson[] = [];
  const oidc = await startOidc({ users: people });
  const line: Line = { ...honest };
  const newProvider = (fetchBy: ProviderFetch = fetchOver(line)): Provider =>
    openProvider({
      ...{ issuer: oidc.issuer, clientId: oidc.clientId, clientSecret: oidc.clientSecret, name: 'Keycloak' },
      rolesClaim: 'realm_access.roles',
      roleMap: ['hub-owner=owner', 'hub-admin=admin', 'staff=viewer'],
      fetch: fetchBy,
    });
  // Keys of a provider are remembered for minutes, and here they change from test to test.
  let today = newProvider();
  const gateway = await startTestGateway({
    provider: {
      name: today.name,
      rules: today.rules,
      begin: (redirectUri) => today.begin(redirectUri),
      finish: (answer) => today.finish(answer),
    },
  });
  const newBrowser = () => Object.assign(gateway.browser(), { ip: `198.51.100.${people.length % 250}` });
  const begin = async (browser: TestBrowser, returnTo?: string): Promise<URL> => {
    await browser.call('signIn.atProvider', returnTo === undefined ? {} : { returnTo });
    return new URL(browser.location() ?? '');
  };
  return {
    ...{ gateway, oidc, line, newProvider, newBrowser, begin },
    useProvider: (provider) => {
      today = provider;
    },
    reset: () => {
      Object.assign(line, honest);
      today = newProvider();
    },
    someone: (changes = {}) => {
      const sub = `sub-${people.length}`;
      const person = {
        ...{ sub, name: `Person ${people.length}`, email: `${sub}@id.example`, email_verified: true },
        realm_access: { roles: ['staff'] },
        ...changes,
      };
      people.push(person);
      return person;
    },
    signIn: async (person, browser = newBrowser()) =>
      comeBack(browser, await visit(await begin(browser), person.sub)),
    accountsOf: (person) =>
      gateway.sql('select user_id, email from users where oidc_subject = $1', [person.sub]),
    stop: async () => {
      await gateway.stop();
      await oidc.stop();
    },
  };
};

/** Goes through the pages of the provider as that person; answers what it sends back to the hub. */
export const visit = async (url: URL, sub: string): Promise<Record<string, string>> => {
  const cookies = new Map<string, string>();
  url.searchParams.set('login_hint', sub);
  let at = url;
  for (let hop = 0; hop < 8; hop++) {
    const answer = await fetch(at, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split(/=(.*)/s);
      cookies.set(name, value);
    }
    at = new URL(answer.headers.get('location') ?? 'http://nowhere.invalid', at);
    if (at.pathname === '/api/sign-in/callback') return Object.fromEntries(at.searchParams);
  }
  throw new Error(`the provider did not lead back; it ended at ${at.href}`);
};

/** The browser follows the provider back to the hub; answers where the hub sends it then. */
export const comeBack = async (browser: TestBrowser, parameters: Record<string, string>): Promise<string> => {
  await browser.call('signIn.fromProvider', parameters);
  return browser.location() ?? '';
};

export const isSignedIn = (browser: TestBrowser): boolean => browser.cookies.has('hub_session');
