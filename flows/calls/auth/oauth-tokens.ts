import { createHash } from 'node:crypto';
import type { Clock } from '../../../core/ports.ts';
import { awaitWith } from '../../../platform/await-with.ts';
import type { Egress } from '../../../platform/egress/egress.ts';
import { requireSafeUrl } from '../../../platform/oauth/address.ts';
import { openDiscovery, type Discovery } from '../../../platform/oauth/discovery.ts';
import { readTokenAnswer, type TokenAnswer } from '../../../platform/oauth/token-answer.ts';
import { taskFault } from '../../engine/fault.ts';
import { fillAddress } from '../address.ts';
import type { FunctionCall } from '../function-call.ts';
import { isFields, textIn, textOrNone, type Fields } from '../given.ts';
import { textsIn, tokenRequest } from './oauth-request.ts';

export interface OAuthPolicy {
  readonly kind: 'oauth2' | 'oidc';
  readonly fields: Fields;
}

export interface OAuthTokens {
  /** `kept`: it was there before this call. */
  get(policy: OAuthPolicy, call: TokenCall): Promise<{ readonly token: string; readonly kept: boolean }>;
  /** One that is not `refused`. */
  other(policy: OAuthPolicy, call: TokenCall, refused: string): Promise<{ readonly token: string }>;
}

export type TokenCall = Pick<FunctionCall, 'spaceId' | 'input' | 'signal'>;

interface Kept {
  readonly answer: Promise<TokenAnswer>;
  /** By the clock that never goes back; set when the answer is here. */
  until: number;
}

interface Deps {
  readonly egress: Egress;
  readonly clock: Clock;
}

const mostKept = 1_000;
/** So long a token is used whose server does not say how long it lives. */
const unknownLifeMs = 60_000;
/** A token that ends while it travels is refused. */
const spareMs = 30_000;

/** Tokens of policies, kept until they end; a policy's token is asked for once, however many calls wait for it. */
export const openOAuthTokens = (deps: Deps): OAuthTokens => {
  const { clock } = deps;
  const discovery = openDiscovery(deps);
  const kept = new Map<string, Kept>();

  const ask = (name: string, policy: OAuthPolicy, call: TokenCall): Kept => {
    // The first of those who wait may leave: none of their signals ends it.
    const entry: Kept = { answer: fetchToken({ ...deps, discovery }, policy, call.input), until: Infinity };
    kept.delete(name);
    kept.set(name, entry);
    const oldest = kept.keys().next();
    if (kept.size > mostKept && oldest.done !== true) kept.delete(oldest.value);
    entry.answer.then(
      ({ lifeSeconds }) => {
        const lifeMs = lifeSeconds === null ? unknownLifeMs : lifeSeconds * 1_000;
        entry.until = clock.monotonic() + lifeMs - Math.min(spareMs, lifeMs / 5);
      },
      () => {
        if (kept.get(name) === entry) kept.delete(name);
      },
    );
    return entry;
  };

  return {
    get: async (policy, call) => {
      const name = nameOf(policy, call);
      const before = kept.get(name);
      const isKept = before !== undefined && before.until > clock.monotonic();
      const { answer } = isKept ? before : ask(name, policy, call);
      return { token: (await awaitWith(call.signal, answer)).access, kept: isKept };
    },
    other: async (policy, call, refused) => {
      const name = nameOf(policy, call);
      const now = kept.get(name);
      // Another call may have been refused before, and have asked already.
      const asked = now === undefined ? undefined : await awaitWith(call.signal, now.answer);
      if (asked !== undefined && asked.access !== refused) return { token: asked.access };
      const { answer } =
        kept.get(name) === now ? ask(name, policy, call) : (kept.get(name) ?? ask(name, policy, call));
      return { token: (await awaitWith(call.signal, answer)).access };
    },
  };
};

/** Of everything the token depends on. A digest, because there are secrets in it. */
const nameOf = ({ kind, fields }: OAuthPolicy, { spaceId, input }: TokenCall): string => {
  const authority = fields['authority'];
  const filled = typeof authority === 'string' ? fillAddress(authority, input) : null;
  return createHash('sha256')
    .update(JSON.stringify([spaceId, kind, fields, filled]))
    .digest('base64');
};

const mostBytes = 256 * 1024;
const totalMs = 20_000;

const fetchToken = async (
  deps: Deps & { readonly discovery: Discovery },
  policy: OAuthPolicy,
  input: unknown,
): Promise<TokenAnswer> => {
  const { fields } = policy;
  const url = await tokenUrl(deps.discovery, policy, input);
  const request = await tokenRequest(fields, url, deps.clock);
  const answer = await deps.egress.request({
    ...{ method: 'POST', url, ...request },
    // A redirect is an answer here: secrets must not follow it.
    limits: { redirects: 0, maxBytes: mostBytes, totalMs },
  });
  const [contentType, retryAfter] = [answer.headers['content-type'], answer.headers['retry-after']];
  const { origin } = new URL(url);
  const tokens = readTokenAnswer(
    {
      status: answer.status,
      contentType: typeof contentType === 'string' ? contentType : '',
      retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
      text: await answer.text(),
    },
    origin,
  );
  requireIssuer(tokens.access, textsIn(fields, 'issuers'), origin);
  return tokens;
};

const wellKnown = '/.well-known/openid-configuration';

const tokenUrl = async (discovery: Discovery, policy: OAuthPolicy, input: unknown): Promise<string> => {
  const { fields } = policy;
  const authority = fillAddress(textIn(fields, 'authority'), input);
  if (policy.kind === 'oidc') {
    const at = authority.includes('/.well-known/') ? authority : withoutSlash(authority) + wellKnown;
    const { token_endpoint: found } = await discovery.of(at);
    if (found !== undefined) return requireSafeUrl(found, 'token endpoint').href;
    throw taskFault('configuration', `The discovery document at ${at} names no token endpoint.`);
  }
  const endpoints = fields['endpoints'];
  const given = isFields(endpoints) ? textOrNone(endpoints, 'endpoints.token') : undefined;
  const path = fillAddress(given ?? '/oauth2/token', input);
  // Relative to the authority as a whole: its path is part of who it is.
  const url = /^https?:\/\//i.test(path)
    ? path
    : `${withoutSlash(authority)}${path.startsWith('/') ? '' : '/'}${path}`;
  return requireSafeUrl(url, 'token endpoint').href;
};

const withoutSlash = (text: string): string => text.replace(/\/+$/, '');

/** What the token says of itself. Who gave it is known by TLS; this only tells apart who speaks there. */
const requireIssuer = (token: string, issuers: readonly string[], origin: string): void => {
  if (issuers.length === 0) return;
  const issuer = issuerIn(token);
  if (issuer !== undefined && issuers.some((known) => withoutSlash(known) === withoutSlash(issuer))) return;
  throw taskFault(
    'authentication',
    `${origin} gave a token ${issuer === undefined ? 'that names no issuer' : `of the issuer "${issuer.slice(0, 200)}"`}, which is none of those under "issuers".`,
  );
};

const issuerIn = (token: string): string | undefined => {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const issuer = isFields(claims) ? claims['iss'] : undefined;
    return typeof issuer === 'string' ? issuer : undefined;
  } catch {
    return undefined;
  }
};
