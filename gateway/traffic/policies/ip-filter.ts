import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { networkTest, networkText } from '../fields/ip-networks.ts';
import { definePolicy } from '../policy.ts';

const networks = z.array(networkText).max(10_000);

export const ipFilter = definePolicy({
  name: 'ip-filter',
  title: 'Filter addresses',
  about: 'Lets in, or keeps out, clients by their addresses.',
  group: 'checks',
  action: z
    .strictObject({
      allow: networks.optional().describe('Only these: such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32.'),
      deny: networks.optional().describe('None of these, whatever else is allowed.'),
      message: z
        .string()
        .min(1)
        .max(500)
        .default('This address is not let in.')
        .describe('What others are told.'),
    })
    .refine(({ allow, deny }) => allow !== undefined || deny !== undefined, 'needs allow or deny'),
  compile: ({ allow, deny, message }) => {
    const isAllowed = allow === undefined ? null : networkTest(allow);
    const isDenied = deny === undefined ? null : networkTest(deny);
    return ({ client }) => {
      if ((isDenied !== null && isDenied(client)) || (isAllowed !== null && !isAllowed(client)))
        throw new HubError('forbidden', message);
      return undefined;
    };
  },
});
