import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { startOidc, type OidcServer } from './oidc.ts';

const callback = 'http://127.0.0.1:4999/api/sign-in/callback';

/** A browser in ten lines: follows redirects and keeps cookies until it is sent back to the client. */
const visit = async (url: string): Promise<URL> => {
  const cookies = new Map<string, string>();
  let at = url;
  for (let hop = 0; hop < 12; hop += 1) {
    if (at.startsWith(callback)) return new URL(at);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(at, { redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const next = answer.headers.get('location');
    if (next === null) throw new Error(`${at} answered ${answer.status}: ${await answer.text()}`);
    at = new URL(next, at).href;
  }
  throw new Error(`The provider goes round in circles, last at ${at}.`);
};

const authorizeUrl = (oidc: OidcServer, more: Record<string, string>): string => {
  const query = new URLSearchParams({
    client_id: oidc.clientId,
    redirect_uri: callback,
    response_type: 'code',
    scope: 'openid email profile roles',
    ...more,
  });
  return `${oidc.issuer}/auth?${query.toString()}`;
};

test('the provider signs a person in and says who it is', async () => {
  const oidc = await startOidc();
  try {
    const verifier = randomBytes(32).toString('base64url');
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const back = await visit(
      authorizeUrl(oidc, { code_challenge: challenge, code_challenge_method: 'S256', login_hint: 'ada' }),
    );
    const answer = await fetch(`${oidc.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${oidc.clientId}:${oidc.clientSecret}`)}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: back.searchParams.get('code') ?? '',
        redirect_uri: callback,
        code_verifier: verifier,
      }),
    });
    const { id_token: token } = (await answer.json()) as { id_token: string };
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
    expect(claims).toMatchObject({
      iss: oidc.issuer,
      aud: 'hub',
      sub: 'ada',
      email: 'ada@example.com',
      realm_access: { roles: ['hub-admin'] },
    });
  } finally {
    await oidc.stop();
  }
});

test('the provider insists on PKCE', async () => {
  const oidc = await startOidc();
  try {
    const back = await visit(authorizeUrl(oidc, { login_hint: 'ada' }));
    expect(back.searchParams.get('error')).toBe('invalid_request');
  } finally {
    await oidc.stop();
  }
});
