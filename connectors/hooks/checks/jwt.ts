import { createSecretKey, hash } from 'node:crypto';
import { isHubError } from '../../../core/errors.ts';
import { isUnknownKey, verifyToken, type Claims, type TokenRules } from '../../../platform/signed-token.ts';
import { sameText } from '../../auth/oauth/pkce.ts';
import type { Arrival } from '../arrival.ts';
import type { Verification } from '../verification.ts';
import type { CheckContext, SlowCheck } from './check.ts';

type Jwt = Extract<Verification, { scheme: 'jwt' }>;

const skewSeconds = 60;
/** For tokens that say when they were made and not when they end. */
const oldestSeconds = 300;
const longest = 8_192;

export const checkJwt: SlowCheck<Jwt> = async (rules, arrival, context) => {
  const token = (arrival.header(rules.header) ?? '').replace(/^bearer +/i, '');
  if (token === '') return 'it carries no token';
  if (token.length > longest) return 'its token is too long';
  const claims = await claimsOf(token, rules, context);
  if (claims === undefined) return 'its token is not valid';
  return timesProblem(claims, context.now) ?? claimsProblem(claims, rules, arrival);
};

/** Undefined for a token that is not good; throws when the keys of the provider cannot be had. */
const claimsOf = async (token: string, rules: Jwt, context: CheckContext): Promise<Claims | undefined> => {
  const { algorithms, issuer, audience, keySetUrl } = rules;
  const checked: TokenRules = {
    ...{ algorithms, now: context.now, clockTolerance: skewSeconds },
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
  };
  if (keySetUrl === undefined) {
    for (const secret of context.secrets) {
      const claims = await orNothing(verifyToken(token, createSecretKey(secret, 'utf8'), checked));
      if (claims !== undefined) return claims;
    }
    return undefined;
  }
  try {
    return await verifyToken(token, await context.keySets.get(keySetUrl), checked);
  } catch (error) {
    if (isHubError(error)) throw error;
    if (!isUnknownKey(error)) return undefined;
  }
  const newer = await context.keySets.renewed(keySetUrl);
  return newer === undefined ? undefined : orNothing(verifyToken(token, newer, checked));
};

const orNothing = async (claims: Promise<Claims>): Promise<Claims | undefined> => {
  try {
    return await claims;
  } catch {
    return undefined;
  }
};

/** A token that is good for ever is none; one that is not good yet was refused before. */
const timesProblem = ({ exp, iat }: Claims, now: Date): string | undefined => {
  const seconds = now.getTime() / 1_000;
  if (iat !== undefined && (typeof iat !== 'number' || iat > seconds + skewSeconds))
    return 'its token was made in the future';
  if (exp !== undefined) return undefined;
  return typeof iat === 'number' && iat >= seconds - oldestSeconds
    ? undefined
    : 'its token says no end, or was made too long ago';
};

const claimsProblem = (claims: Claims, rules: Jwt, arrival: Arrival): string | undefined => {
  for (const [name, wanted] of Object.entries(rules.claims))
    if (!Object.hasOwn(claims, name) || claims[name] !== wanted) return `its token has another "${name}"`;
  if (rules.bodyHash === undefined) return undefined;
  const { claim, encoding } = rules.bodyHash;
  const given = claims[claim];
  return typeof given === 'string' && sameText(given, hash('sha256', arrival.body, encoding))
    ? undefined
    : 'its body is another than was signed';
};
