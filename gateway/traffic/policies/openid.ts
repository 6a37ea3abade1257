import { z } from 'zod';
import { authenticating } from '../authentication/authenticate.ts';
import { identifyByToken } from '../authentication/by-token.ts';
import { authenticationFields } from '../authentication/fields.ts';
import { introspectionFields, introspector } from '../authentication/introspection.ts';
import { publishedKeys, requireUrl, signingAlgorithms } from '../authentication/token-keys.ts';
import { rememberTokens } from '../authentication/token-memory.ts';
import { compileSource, needsField, tokenSourceFields } from '../authentication/token-source.ts';
import { looksSigned, tokenVerifier } from '../authentication/verify-token.ts';
import { definePolicy } from '../policy.ts';
import { oneOrMore, tokenRuleFields } from './jwt.ts';

const introspection = z.strictObject({
  endpoint: z.string().max(2_000).describe('Where the provider says what a token is worth (RFC 7662).'),
  ...introspectionFields,
});

export const openid = definePolicy({
  name: 'openid',
  title: 'OpenID Connect',
  about: 'Lets in whoever shows an access token of an OpenID provider, whose keys are found by its address.',
  group: 'authentication',
  action: z
    .strictObject({
      issuer: z.string().max(2_000).describe('The address of the provider, as its tokens name it.'),
      audience: oneOrMore.describe(
        'Whom the token must be for: without it, a token for any other program would do.',
      ),
      algorithms: z
        .array(z.enum(signingAlgorithms))
        .min(1)
        .default([...signingAlgorithms])
        .describe('How the tokens may be signed.'),
      introspection: introspection
        .optional()
        .describe('For tokens that are not signed: the provider is asked about them.'),
      ...tokenSourceFields,
      checkCredentialExistence: z
        .boolean()
        .default(false)
        .describe(
          'The subject must be that of a consumer of this space. Otherwise the token alone says who calls.',
        ),
      ...tokenRuleFields,
      ...authenticationFields,
    })
    .refine(needsField, { message: 'must be there for this jwtExtractor', path: ['jwtExtractorField'] }),
  compile: (action, _place, deps) => {
    const { consumers, clock, egress } = deps;
    const { issuer, audience, algorithms, scopesClaim, checkCredentialExistence } = action;
    const { clockSkewSeconds, maxAgeSeconds } = action;
    const keys = publishedKeys(deps, { issuer }, '/issuer');
    const signed = tokenVerifier(keys, {
      ...{ kind: 'openid', algorithms, audience, clockSkewSeconds, maxAgeSeconds, scopesClaim, clock },
      ...{ issuer: undefined, requireExpiry: true },
    });
    const { introspection: asked } = action;
    if (asked !== undefined) requireUrl(asked.endpoint, '/introspection/endpoint');
    const opaque =
      asked === undefined
        ? undefined
        : introspector({
            ...{ fields: asked, endpoint: asked.endpoint, audience, scopesClaim },
            ...{ issuer: undefined, egress, clock },
          });
    const verify = (token: string) =>
      opaque === undefined || looksSigned(token) ? signed(token) : opaque(token);
    return authenticating({
      ...{ action, consumers, guessable: opaque !== undefined, challenge: 'Bearer' },
      identify: identifyByToken({
        consumers,
        ...{ source: compileSource(action), check: rememberTokens(verify, clock) },
        ...{ checkCredentialExistence, scopesClaim },
      }),
    });
  },
});
