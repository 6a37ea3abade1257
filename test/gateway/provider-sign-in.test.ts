// slow: signs in at a provider
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { fetchOverEgress } from '../../gateway/provider/over-egress.ts';
import { isOwnPath } from '../../gateway/provider/return-to.ts';
import { parseAllowList } from '../../platform/egress/allow-list.ts';
import { createEgress } from '../../platform/egress/egress.ts';
import { openLog } from '../../platform/log.ts';
import { refusalCode, startTestGateway } from '../setup/gateway.ts';
import { comeBack, isSignedIn, startProviderTrial, visit, without } from '../setup/provider-trial.ts';
import { verifies } from '../setup/verifies.ts';

const trial = await startProviderTrial();
const { gateway, oidc, line, newProvider, useProvider, someone, newBrowser, begin, signIn, accountsOf } =
  trial;
beforeEach(() => trial.reset());
afterAll(() => trial.stop());

describe('signing in at the provider', () => {
  verifies(
    'foundation.sign-in.oidc',
    'leads there with PKCE, state and nonce, and back to where the person was',
    async () => {
      const browser = newBrowser();
      const url = await begin(browser, '/s/default/keys?q=x#top');
      const sent = Object.fromEntries(url.searchParams);
      expect(sent).toMatchObject({
        response_type: 'code',
        code_challenge_method: 'S256',
        redirect_uri: 'http://127.0.0.1:3000/api/sign-in/callback',
      });
      for (const name of ['state', 'nonce', 'code_challenge']) expect(sent[name]).toMatch(/^[\w-]{43}$/);
      expect(sent['scope']).toBe('openid profile email roles');
      const person = someone({ realm_access: { roles: ['something', 'hub-admin', 'staff'] } });
      expect(await comeBack(browser, await visit(url, person.sub))).toBe('/s/default/keys?q=x#top');
      await expect(browser.call('me.get')).resolves.toMatchObject({
        user: { name: person.name, email: person.email, hasPassword: false },
        spaces: [{ slug: 'default', role: 'admin' }],
      });
      expect(gateway.facts.map((fact) => fact.type)).toEqual(
        expect.arrayContaining(['member.joined', 'user.signed-in']),
      );
    },
  );

  test('uses new values every time, and one browser secret for all tabs', async () => {
    const browser = newBrowser();
    const [one, two] = [await begin(browser), await begin(browser)];
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(one.searchParams.get(name)).not.toBe(two.searchParams.get(name));
    const person = someone();
    expect(await comeBack(browser, await visit(two, person.sub))).toBe('/');
    expect(await comeBack(browser, await visit(one, person.sub))).toBe('/');
  });

  test('for the first time in several tabs at once makes one account', async () => {
    const person = someone();
    const places = await Promise.all(Array.from({ length: 4 }, () => signIn(person)));
    expect(places).toEqual(['/', '/', '/', '/']);
    expect(await accountsOf(person)).toHaveLength(1);
  });

  test('goes on when the provider was down at first', async () => {
    const lazy = newProvider();
    line.down = true;
    expect(await refusalCode(lazy.begin('http://127.0.0.1:3000/x'))).toBe('sign_in_provider_failed');
    line.down = false;
    await expect(lazy.begin('http://127.0.0.1:3000/x')).resolves.toMatchObject({ url: expect.any(String) });
  });
});

test('goes out by the egress, which must be allowed to reach the provider', async () => {
  const log = openLog({ level: 'silent' });
  const { port } = new URL(oidc.issuer);
  for (const allow of [[`127.0.0.1:${port}`], []]) {
    const egress = createEgress({ allow: parseAllowList(allow).entries, log });
    try {
      const person = someone();
      useProvider(newProvider(fetchOverEgress(egress)));
      if (allow.length > 0) expect(await signIn(person)).toBe('/');
      else expect(await refusalCode(begin(newBrowser()))).toBe('sign_in_provider_failed');
    } finally {
      await egress.close();
    }
  }
});

describe('what comes back', () => {
  const invalid = '/sign-in?error=sign_in_state_invalid';
  const failed = '/sign-in?error=sign_in_provider_failed';

  test('without a state, or with one that nobody made, is refused', async () => {
    const browser = newBrowser();
    const rest = without('state')(await visit(await begin(browser), someone().sub)) as Record<string, string>;
    expect(await comeBack(browser, rest)).toBe(invalid);
    expect(await comeBack(browser, { ...rest, state: 'A'.repeat(43) })).toBe(invalid);
    expect(await comeBack(browser, { ...rest, state: '' })).toBe(invalid);
    expect(isSignedIn(browser)).toBe(false);
  });

  test('twice is refused the second time', async () => {
    const browser = newBrowser();
    const back = await visit(await begin(browser), someone().sub);
    expect(await comeBack(browser, back)).toBe('/');
    expect(await comeBack(browser, back)).toBe(invalid);
  });

  test('in another browser is refused, and in its own one afterwards too', async () => {
    const [own, victim] = [newBrowser(), newBrowser()];
    const back = await visit(await begin(own), someone().sub);
    await begin(victim);
    expect(await comeBack(victim, back)).toBe(invalid);
    expect(isSignedIn(victim)).toBe(false);
    expect(await comeBack(own, back)).toBe(invalid);
  });

  test('in a browser that began nothing is refused', async () => {
    const back = await visit(await begin(newBrowser()), someone().sub);
    expect(await comeBack(newBrowser(), back)).toBe(invalid);
  });

  test('after ten minutes is refused', async () => {
    const browser = newBrowser();
    const back = await visit(await begin(browser), someone().sub);
    await gateway.sql('update sign_in_states set expires_at = now()');
    expect(await comeBack(browser, back)).toBe(invalid);
  });

  test('with another code verifier or another nonce is refused', async () => {
    for (const change of [`code_verifier = '${'a'.repeat(43)}'`, "nonce = 'another'"]) {
      const browser = newBrowser();
      const back = await visit(await begin(browser), someone().sub);
      await gateway.sql(`update sign_in_states set ${change}`);
      expect(await comeBack(browser, back)).toBe(failed);
      expect(isSignedIn(browser)).toBe(false);
    }
  });

  test('with a code that was used is refused', async () => {
    const browser = newBrowser();
    const person = someone();
    const used = await visit(await begin(browser), person.sub);
    await comeBack(browser, used);
    const thief = newBrowser();
    const fresh = await visit(await begin(thief), someone().sub);
    expect(await comeBack(thief, { ...fresh, code: used['code'] ?? '' })).toBe(failed);
    expect(isSignedIn(thief)).toBe(false);
  });

  test('with the code of somebody else is refused: it belongs to another verifier', async () => {
    const victim = await visit(await begin(newBrowser()), someone().sub);
    const thief = newBrowser();
    const own = await visit(await begin(thief), someone().sub);
    expect(await comeBack(thief, { ...own, code: victim['code'] ?? '' })).toBe(failed);
  });

  test.each([
    ['another issuer', { iss: 'https://other.example' }],
    ['an empty issuer', { iss: '' }],
    ['no issuer', { iss: undefined }],
    ['a made-up code', { code: 'made-up' }],
    ['no code', { code: undefined }],
    ['an id token in the address', { id_token: 'a.b.c' }],
    ['an error', { error: 'access_denied', code: undefined }],
    ['an error beside a code', { error: 'access_denied' }],
  ])('with %s is refused', async (_what, change: Record<string, string | undefined>) => {
    const browser = newBrowser();
    const changed = { ...(await visit(await begin(browser), someone().sub)), ...change };
    const back = Object.fromEntries(
      Object.entries(changed).filter(([, value]) => value !== undefined),
    ) as Record<string, string>;
    expect(await comeBack(browser, back)).toBe(failed);
    expect(isSignedIn(browser)).toBe(false);
  });

  test('refused leaves a trace: one fact and one entry', async () => {
    const entries = () =>
      gateway.sql("select details from audit_entries where action = 'signIn.fromProvider' order by seq desc");
    const before = await entries();
    const browser = newBrowser();
    await comeBack(browser, { error: 'access_denied' });
    expect(gateway.facts.at(-1)).toMatchObject({
      type: 'user.sign-in-failed',
      data: { reason: 'sign_in_state_invalid' },
    });
    const after = await entries();
    expect(after).toHaveLength(before.length + 1);
    expect(after[0]).toEqual({ details: { outcome: 'refused', code: 'sign_in_state_invalid' } });
  });
});

describe('the way back', () => {
  test.each(['/', '/s/default/', '/s/default/keys?q=a%20b&x=1#top', '/account', '/a:b', '/%2e%2e/'])(
    'may be %j',
    (place) => {
      expect(isOwnPath(place)).toBe(true);
    },
  );

  test.each([
    ...[
      '',
      'x',
      'https://evil.example',
      'http:evil.example',
      '//evil.example',
      '///evil.example',
      '/\\evil.example',
      '\\\\evil.example',
    ],
    ...[
      '/\t/evil.example',
      '/\n/evil.example',
      ' //evil.example',
      '/ /evil.example',
      'javascript:alert(1)',
      '/a\\..\\b',
      '/./\\evil',
    ],
    ...[
      '/x\u0000',
      '/..//evil.example',
      '/.//evil.example',
      'data:text/html,x',
      '@evil.example',
      '?x',
      '#x',
      '/\u2028/evil',
    ],
  ])('may not be %j', async (place) => {
    expect(isOwnPath(place)).toBe(false);
    expect(await refusalCode(newBrowser().call('signIn.atProvider', { returnTo: place }))).toBe(
      'input_invalid',
    );
  });
});

test('without a provider there is nothing to sign in at', async () => {
  const bare = await startTestGateway();
  try {
    await expect(bare.browser().call('signIn.methods')).resolves.toMatchObject({ provider: null });
    for (const name of ['signIn.atProvider', 'signIn.fromProvider'])
      expect(await refusalCode(bare.browser().call(name))).toBe('not_found');
    await expect(newBrowser().call('signIn.methods')).resolves.toMatchObject({
      provider: { name: 'Keycloak' },
    });
  } finally {
    await bare.stop();
  }
});
