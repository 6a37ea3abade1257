import { createHash, randomBytes } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import type { Clock } from '../../core/ports.ts';
import { openAccessTokens, type AccessTokens } from '../../gateway/provider/access-tokens.ts';
import { startOidc, type OidcServer } from '../components/oidc.ts';
import { visit } from './provider-trial.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** The addresses for which the provider issues tokens: of one toolset, of all, of another one, of somebody else. */
export const audiences = {
  support: 'https://hub.example/mcp/support',
  whole: 'https://hub.example/mcp',
  billing: 'https://hub.example/mcp/billing',
  elsewhere: 'https://elsewhere.example/mcp/support',
} as const;
const scopes = 'mcp mcp:support mcp:billing other';

export const publicUrl = 'https://hub.example';

export interface IssuedTokens {
  readonly access_token: string;
  readonly id_token?: string;
}

export interface AccessTokenTrial {
  readonly oidc: OidcServer;
  /** As the hub has them; `clock` is for those who cannot wait for a minute. */
  open(options?: Partial<Opened>): AccessTokens & { readonly asked: string[] };
  /** By the whole of the code flow, as a client of that person gets them. */
  issue(sub: string, wanted: { readonly resource?: string; readonly scope: string }): Promise<IssuedTokens>;
  /** Signed with the key of the provider, whatever it says. */
  sign(claims: Claims, header?: Claims): Promise<string>;
  /** What a good token of that person says. */
  claimsOf(sub: string, changes?: Claims): Claims;
  stop(): Promise<void>;
}

interface Opened {
  readonly clock: Clock;
  /** In place of the provider, where it answers. */
  readonly instead: (url: string) => Response | undefined;
}

const clock: Clock = { now: () => new Date(), monotonic: () => performance.now() };
const callback = 'http://127.0.0.1/api/sign-in/callback';

export const startAccessTokenTrial = async (subjects: readonly string[]): Promise<AccessTokenTrial> => {
  const oidc = await startOidc({
    users: subjects.map((sub) => ({ sub })),
    resources: new Map(Object.values(audiences).map((address) => [address, scopes])),
  });
  const key = await importJWK(oidc.signingKey, 'RS256');

  const issue: AccessTokenTrial['issue'] = async (sub, { resource, scope }) => {
    const verifier = randomBytes(32).toString('base64url');
    const asked = {
      ...{ client_id: oidc.clientId, response_type: 'code', redirect_uri: callback, state: 'x' },
      ...{ scope, code_challenge: createHash('sha256').update(verifier).digest('base64url') },
      ...{ code_challenge_method: 'S256', ...(resource !== undefined && { resource }) },
    };
    const url = new URL(`${oidc.issuer}/auth?${new URLSearchParams(asked).toString()}`);
    const { code = '', ...back } = await visit(url, sub);
    if (code === '') throw new Error(`the provider gave no code: ${JSON.stringify(back)}`);
    const answer = await fetch(`${oidc.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${oidc.clientId}:${oidc.clientSecret}`)}` },
      body: new URLSearchParams({
        ...{ grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier },
        ...(resource !== undefined && { resource }),
      }),
    });
    if (!answer.ok) throw new Error(`the provider gave no tokens: ${await answer.text()}`);
    return (await answer.json()) as IssuedTokens;
  };

  return {
    ...{ oidc, issue },
    open: (options = {}) => {
      const asked: string[] = [];
      const fetchBy = async (url: string, request: object): Promise<Response> => {
        asked.push(url);
        return options.instead?.(url) ?? fetch(url, request);
      };
      const opened = openAccessTokens({ issuer: oidc.issuer, clock: options.clock ?? clock, fetch: fetchBy });
      return { ...opened, asked };
    },
    sign: (claims, header = {}) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: oidc.signingKey.kid, ...header })
        .sign(key),
    claimsOf: (sub, changes = {}) => {
      const now = Math.floor(Date.now() / 1000);
      return {
        ...{ iss: oidc.issuer, sub, aud: audiences.support, scope: 'mcp:support', client_id: 'a client' },
        ...{ iat: now, exp: now + 600, jti: 'a token', ...changes },
      };
    },
    stop: () => oidc.stop(),
  };
};
