import type { Arrival } from './arrival.ts';
import type { CheckContext } from './checks/check.ts';
import { checkHmac } from './checks/hmac.ts';
import { checkJwt } from './checks/jwt.ts';
import { checkBasic, checkToken } from './checks/known-secret.ts';
import { checkPublicKey } from './checks/public-key.ts';
import { checkStandardWebhooks } from './checks/standard-webhooks.ts';
import { checkTwilio } from './checks/twilio.ts';
import { needsSecret, type Verification } from './verification.ts';

/**
 * Why a webhook is not taken; undefined when it is from whom it should be. Closed unless something opens it: without
 * a secret nothing is good.
 */
export const problemWith = async (
  rules: Verification,
  arrival: Arrival,
  context: CheckContext,
): Promise<string | undefined> => {
  if (needsSecret(rules) && context.secrets.every((secret) => secret === ''))
    return 'this endpoint has no secret yet';
  switch (rules.scheme) {
    case 'hmac':
      return checkHmac(rules, arrival, context);
    case 'public-key':
      return checkPublicKey(rules, arrival, context);
    case 'standard-webhooks':
      return checkStandardWebhooks(rules, arrival, context);
    case 'twilio':
      return checkTwilio(rules, arrival, context);
    case 'jwt':
      return checkJwt(rules, arrival, context);
    case 'token':
      return checkToken(rules, arrival, context);
    case 'basic':
      return checkBasic(rules, arrival, context);
    case 'none':
      return undefined;
    default:
      return rules satisfies never;
  }
};
