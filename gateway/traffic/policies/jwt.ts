import { z } from 'zod';
import { authenticating } from '../authentication/authenticate.ts';
import { identifyByToken } from '../authentication/by-token.ts';
import { authenticationFields } from '../authentication/fields.ts';
import {
  hashAlgorithms,
  publishedKeys,
  readGivenKey,
  signingAlgorithms,
  wrong,
} from '../authentication/token-keys.ts';
import { rememberTokens } from '../authentication/token-memory.ts';
import { compileSource, needsField, tokenSourceFields } from '../authentication/token-source.ts';
import { tokenVerifier } from '../authentication/verify-token.ts';
import { secretText } from '../document/fields.ts';
import { definePolicy, type Handler } from '../policy.ts';
import type { PolicyDeps } from '../policy-deps.ts';

const text = z.string().min(1).max(2_000);
export const oneOrMore = z.union([text, z.array(text).min(1).max(20)]);

/** What tokens of any origin are held to. */
export const tokenRuleFields = {
  clockSkewSeconds: z
    .number()
    .int()
    .min(0)
    .max(600)
    .default(5)
    .describe('How far the clock of the issuer may be off.'),
  maxAgeSeconds: z
    .number()
    .int()
    .min(1)
    .max(31_536_000)
    .optional()
    .describe('Since the token was issued. Any, when left out.'),
  scopesClaim: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('Where the token says its scopes: a consumer gets no more of its own than these.'),
};

/** As express-gateway has it, but for `secretOrPublicKeyFile`: a document names no files of the machine. */
export const jwtAction = z
  .strictObject({
    secretOrPublicKey: secretText
      .optional()
      .describe('The secret (HS256…), or the public key or certificate in PEM (RS256, ES256, EdDSA…).'),
    jwksUri: z
      .string()
      .max(2_000)
      .optional()
      .describe('Where the issuer publishes its keys, instead of one key.'),
    ...tokenSourceFields,
    audience: oneOrMore.optional().describe('Whom the token must be for. Not looked at, when left out.'),
    issuer: oneOrMore.optional().describe('Who must have issued it. Not looked at, when left out.'),
    algorithms: z
      .array(z.enum([...hashAlgorithms, ...signingAlgorithms]))
      .min(1)
      .optional()
      .describe('Fewer than the key is good for.'),
    checkCredentialExistence: z
      .boolean()
      .default(true)
      .describe(
        'The subject must be that of a consumer of this space. Otherwise the token alone says who calls.',
      ),
    requireExpiry: z.boolean().default(false).describe('Takes no token that is good for ever.'),
    ...tokenRuleFields,
    ...authenticationFields,
  })
  .refine(({ secretOrPublicKey, jwksUri }) => (secretOrPublicKey === undefined) !== (jwksUri === undefined), {
    message: 'must be there, or else jwksUri',
    path: ['secretOrPublicKey'],
  })
  .refine(needsField, { message: 'must be there for this jwtExtractor', path: ['jwtExtractorField'] });

export const jwt = definePolicy({
  name: 'jwt',
  title: 'Signed token (JWT)',
  about: 'Lets in whoever shows a token that is signed with a key that you trust.',
  group: 'authentication',
  action: jwtAction,
  compile: (action, _place, deps) => compileJwt(action, deps),
});

export const compileJwt = (action: z.output<typeof jwtAction>, deps: PolicyDeps, at = ''): Handler => {
  const { consumers, clock } = deps;
  const { keys, algorithms } = keysOf(action, deps, at);
  const { issuer, audience, requireExpiry, clockSkewSeconds, maxAgeSeconds, scopesClaim } = action;
  const verify = tokenVerifier(keys, {
    ...{ kind: 'jwt', algorithms, issuer, audience, requireExpiry, clockSkewSeconds, maxAgeSeconds },
    ...{ scopesClaim, clock },
  });
  const { checkCredentialExistence } = action;
  return authenticating({
    ...{ action, consumers, guessable: false, challenge: 'Bearer' },
    identify: identifyByToken({
      consumers,
      ...{ source: compileSource(action), check: rememberTokens(verify, clock) },
      ...{ checkCredentialExistence, scopesClaim },
    }),
  });
};

const keysOf = (action: z.output<typeof jwtAction>, deps: PolicyDeps, at: string) => {
  const { secretOrPublicKey, jwksUri = '' } = action;
  const given =
    secretOrPublicKey === undefined
      ? {
          keys: publishedKeys(deps, { jwksUri }, `${at}/jwksUri`),
          algorithms: signingAlgorithms as readonly string[],
        }
      : givenKey(secretOrPublicKey, `${at}/secretOrPublicKey`);
  const wanted: readonly string[] = action.algorithms ?? given.algorithms;
  const algorithms = given.algorithms.filter((one) => wanted.includes(one));
  if (algorithms.length === 0)
    throw wrong(`${at}/algorithms`, `names none that this key is good for: ${given.algorithms.join(', ')}`);
  return { keys: given.keys, algorithms };
};

const givenKey = (text: string, path: string) => {
  const { key, algorithms } = readGivenKey(text, path);
  return { keys: key, algorithms };
};
