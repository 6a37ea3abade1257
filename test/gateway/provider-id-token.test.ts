// slow: signs in at a provider
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { isSignedIn, signWith, startProviderTrial, without, type Claims } from '../setup/provider-trial.ts';

const otherKey = generateKeyPairSync('rsa', { modulusLength: 2048 });

const trial = await startProviderTrial();
const { oidc, line, someone, newBrowser, signIn } = trial;
beforeEach(() => trial.reset());
afterAll(() => trial.stop());

describe('an id token', () => {
  const outcome = async (): Promise<string> => {
    const browser = newBrowser();
    const place = await signIn(someone(), browser);
    return isSignedIn(browser) ? 'accepted' : place;
  };
  const now = () => Math.floor(Date.now() / 1000);

  test('that is passed on as it was is accepted: the line itself changes nothing', async () => {
    line.claims = (claims) => claims;
    expect(await outcome()).toBe('accepted');
  });

  test.each<[string, (claims: Claims) => Claims]>([
    ['of another client', (claims) => ({ ...claims, aud: 'another-client' })],
    [
      'of several clients, given to another one',
      (claims) => ({ ...claims, aud: ['hub', 'another-client'], azp: 'another-client' }),
    ],
    ['without an audience', without('aud')],
    ['of another issuer', (claims) => ({ ...claims, iss: 'https://other.example' })],
    ['without an issuer', without('iss')],
    ['without a subject', without('sub')],
    ['that has expired', (claims) => ({ ...claims, iat: now() - 7_200, exp: now() - 3_600 })],
    ['without an end', without('exp')],
    ['with an end in letters', (claims) => ({ ...claims, exp: 'tomorrow' })],
    ['that is not valid yet', (claims) => ({ ...claims, nbf: now() + 3_600 })],
    ['without a nonce', without('nonce')],
    ['with another nonce', (claims) => ({ ...claims, nonce: 'another' })],
  ])('%s is refused', async (_what, change) => {
    line.claims = change;
    expect(await outcome()).toBe('/sign-in?error=sign_in_provider_failed');
  });

  test.each<[string, (claims: Claims) => Promise<string> | string]>([
    ['signed by somebody else', signWith(otherKey.privateKey)],
    ['without a signature', (claims) => new UnsecuredJWT(claims).encode()],
    [
      'signed with the secret of the client',
      (claims) =>
        new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(oidc.clientSecret)),
    ],
    ['that is no token', () => 'not.a.token'],
    ['that is empty', () => ''],
  ])('%s is refused', async (_what, sign) => {
    line.sign = sign;
    expect(await outcome()).toBe('/sign-in?error=sign_in_provider_failed');
  });

  test.each<[string, () => Response]>([
    ['a page', () => new Response('<h1>Welcome</h1>', { headers: { 'content-type': 'text/html' } })],
    ['no id token', () => Response.json({ access_token: 'x', token_type: 'Bearer' })],
    ['an error with status 200', () => Response.json({ error: 'invalid_grant' })],
    ['a list', () => Response.json([])],
  ])('that is %s is refused', async (_what, answer) => {
    line.tokenAnswer = answer();
    expect(await outcome()).toBe('/sign-in?error=sign_in_provider_failed');
  });
});
