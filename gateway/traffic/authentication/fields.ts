import { z } from 'zod';
import { spellingOf } from '../forward/connection-headers.ts';
import { headerName } from '../fields/header-names.ts';

const taken = new Set(['authorization', 'cookie']);

/** A fact about the consumer must not take the place of what else the upstream relies on. */
const factHeader = headerName
  .refine(
    (name) => name.includes('_') || spellingOf(name.toLowerCase()).kind === 'pass',
    'is written by the gateway itself',
  )
  .refine((name) => !taken.has(name.toLowerCase()), 'has another meaning');

/** What every policy of authentication takes. */
export const authenticationFields = {
  passThrough: z
    .boolean()
    .default(false)
    .describe('Lets whoever is not known go on as nobody, for a policy after this one to decide.'),
  consumerHeaders: z
    .strictObject({
      id: factHeader.default('eg-consumer-id').describe('The id.'),
      name: factHeader.optional().describe('The name.'),
      scopes: factHeader.optional().describe('The scopes, with spaces between.'),
      credential: factHeader.optional().describe('The id of what was shown.'),
    })
    .prefault({})
    .describe(
      'Headers that tell the service who calls. Headers of these names that a client sends are always taken away.',
    ),
};

export type AuthenticationFields = z.output<z.ZodObject<typeof authenticationFields>>;

/** Default differs: a key of this gateway is nobody else's business, a token may be meant for the service as well. */
export const passThroughKey = (usually: boolean) =>
  z.boolean().default(usually).describe('Sends what was shown on to the service.');
