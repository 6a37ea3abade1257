import { z } from 'zod';
import { authenticating } from '../authentication/authenticate.ts';
import { authenticationFields, passThroughKey } from '../authentication/fields.ts';
import { authorizationOf, behindScheme, dropHeader } from '../authentication/shown.ts';
import { definePolicy } from '../policy.ts';

const longest = 4_096;
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

export const basicAuth = definePolicy({
  name: 'basic-auth',
  title: 'User and password',
  about: 'Lets in consumers that show a user and a password, as browsers do (RFC 7617).',
  group: 'authentication',
  action: z.strictObject({
    realm: z
      .string()
      .regex(/^[\x20\x21\x23-\x5b\x5d-\x7e]{1,100}$/, 'must be plain letters, digits and signs')
      .default('api')
      .describe('What browsers show where they ask.'),
    passThroughKey: passThroughKey(false),
    ...authenticationFields,
  }),
  compile: (action, _place, { consumers }) =>
    authenticating({
      ...{ action, consumers, guessable: true },
      challenge: `Basic realm="${action.realm}", charset="UTF-8"`,
      identify: (exchange, lookups) => {
        const header = authorizationOf(exchange);
        const text = header === undefined ? undefined : behindScheme(header, 'Basic');
        if (text === undefined) return undefined;
        if (!action.passThroughKey) dropHeader(exchange, 'authorization');
        if (text.length > longest || !base64.test(text)) return null;
        const pair = Buffer.from(text, 'base64').toString('utf8');
        const colon = pair.indexOf(':');
        if (colon < 1) return null;
        return lookups.byPassword(exchange.spaceId, pair.slice(0, colon), pair.slice(colon + 1));
      },
    }),
});
