import { z } from 'zod';
import { authenticating } from '../authentication/authenticate.ts';
import { identifyByToken } from '../authentication/by-token.ts';
import { authenticationFields, passThroughKey } from '../authentication/fields.ts';
import { introspectionFields, introspector } from '../authentication/introspection.ts';
import { requireUrl } from '../authentication/token-keys.ts';
import { rememberTokens } from '../authentication/token-memory.ts';
import { compileSource } from '../authentication/token-source.ts';
import { definePolicy, type Handler } from '../policy.ts';
import type { PolicyDeps } from '../policy-deps.ts';
import { oneOrMore, tokenRuleFields } from './jwt.ts';

export const introspectAction = z.strictObject({
  endpoint: z
    .string()
    .max(2_000)
    .describe('Where the authorization server says what a token is worth (RFC 7662).'),
  ...introspectionFields,
  audience: oneOrMore.optional().describe('Whom the token must be for. Not looked at, when left out.'),
  issuer: oneOrMore.optional().describe('Who must have issued it. Not looked at, when left out.'),
  checkCredentialExistence: z
    .boolean()
    .default(false)
    .describe(
      'The subject must be that of a consumer of this space. Otherwise the answer alone says who calls.',
    ),
  scopesClaim: tokenRuleFields.scopesClaim,
  passThroughKey: passThroughKey(true),
  ...authenticationFields,
});

export const oauth2Introspect = definePolicy({
  name: 'oauth2-introspect',
  title: 'OAuth 2.0 token, asked about',
  about: 'Lets in whoever shows a bearer token that its authorization server says is good.',
  group: 'authentication',
  action: introspectAction,
  compile: (action, _place, deps) => compileIntrospection(action, deps),
});

export const compileIntrospection = (
  action: z.output<typeof introspectAction>,
  deps: PolicyDeps,
  at = '',
): Handler => {
  const { consumers, clock, egress } = deps;
  const { endpoint, audience, issuer, scopesClaim, checkCredentialExistence } = action;
  requireUrl(endpoint, `${at}/endpoint`);
  const verify = introspector({
    ...{ fields: action, endpoint, audience, issuer, scopesClaim },
    ...{ egress, clock },
  });
  return authenticating({
    // Each guess costs the authorization server a question.
    ...{ action, consumers, guessable: true, challenge: 'Bearer' },
    identify: identifyByToken({
      consumers,
      source: compileSource({ ...action, jwtExtractor: 'authBearer' }),
      ...{ check: rememberTokens(verify, clock), checkCredentialExistence, scopesClaim },
    }),
  });
};
