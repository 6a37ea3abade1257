import type { Clock } from '../../../core/ports.ts';
import { answerChallenge } from '../../../platform/digest.ts';
import type { ClientIdentity } from '../../../platform/egress/client-identity.ts';
import type { Egress } from '../../../platform/egress/egress.ts';
import { taskFault } from '../../engine/fault.ts';
import type { Authorization, FunctionCall } from '../function-call.ts';
import type { OAuthTokens } from './oauth-tokens.ts';
import { readPolicy, type Policy } from './policy.ts';

/** What a request needs to be let in. */
export interface Authorised {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls?: ClientIdentity;
  readonly shown?: Authorization;
  /** Never to be repeated in a failure. */
  readonly secrets: readonly string[];
  /** After a 401: what to try once more with, or null. */
  afterRefusal?(request: Asked, wwwAuthenticate: string | readonly string[]): Promise<Authorised | null>;
}

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type AuthorisedCall = Pick<FunctionCall, 'spaceId' | 'secrets' | 'input' | 'signal'>;
export type Authorise = (policy: unknown, call: AuthorisedCall) => Promise<Authorised>;

export const openAuthorise = (deps: { readonly egress: Egress; readonly clock: Clock }): Authorise => {
  let tokens: Promise<OAuthTokens> | undefined;
  const oauth = (): Promise<OAuthTokens> =>
    (tokens ??= import('./oauth-tokens.ts').then(({ openOAuthTokens }) => openOAuthTokens(deps)));

  return async (given, call) => {
    const policy = readPolicy(given, call.secrets);
    switch (policy.kind) {
      case 'basic':
        return basic(policy);
      case 'bearer':
        return bearer(policy.token);
      case 'digest':
        return digest(policy);
      case 'certificate':
        return { headers: {}, tls: identityOf(policy), secrets: [policy.key] };
      case 'oauth2':
      case 'oidc':
        return withToken(await oauth(), policy, call);
      default:
        return policy satisfies never;
    }
  };
};

const withHeader = (shown: Authorization, secrets: readonly string[]): Authorised => ({
  headers: { authorization: `${shown.scheme} ${shown.parameter}` },
  shown,
  secrets: [shown.parameter, ...secrets].filter((secret) => secret.length > 3),
});

type Account = Extract<Policy, { readonly username: string }>;

const basic = ({ username, password }: Account): Authorised => {
  if (username.includes(':'))
    throw taskFault('configuration', `"authentication.basic.username" holds a colon, where it would end.`);
  const parameter = Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
  return withHeader({ scheme: 'Basic', parameter }, [password]);
};

const bearer = (token: string): Authorised => {
  if (!/^[\x21-\x7e]+$/.test(token))
    throw taskFault('configuration', 'The bearer token holds characters that no header can hold.');
  return withHeader({ scheme: 'Bearer', parameter: token }, []);
};

/** Nothing is said before the server has asked: the answer is made of what it asks. */
const digest = ({ username, password }: Account): Authorised => ({
  headers: {},
  secrets: password.length > 3 ? [password] : [],
  afterRefusal: async (request, wwwAuthenticate) => {
    const answered = answerChallenge(request, wwwAuthenticate, { username, password });
    const header = answered?.headers['authorization'];
    if (header === undefined) return null;
    return withHeader({ scheme: 'Digest', parameter: header.slice('Digest '.length) }, [password]);
  },
});

const identityOf = ({ cert, key, ca }: Extract<Policy, { readonly cert: string }>): ClientIdentity => ({
  cert,
  key,
  ...(typeof ca === 'string' ? { ca } : {}),
});

const withToken = async (
  tokens: OAuthTokens,
  policy: Extract<Policy, { readonly fields: unknown }>,
  call: AuthorisedCall,
): Promise<Authorised> => {
  const { token, kept } = await tokens.get(policy, call);
  const first = bearer(token);
  // One that was just given and is refused is not the one that is old.
  if (!kept) return first;
  return {
    ...first,
    afterRefusal: async () => bearer((await tokens.other(policy, call, token)).token),
  };
};
