import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { scopeSchema } from '../consumers/shape.ts';
import { definePolicy } from '../policy.ts';

const list = z.array(scopeSchema).max(50);

export const scopes = definePolicy({
  name: 'scopes',
  title: 'Scopes',
  about: 'Lets on only consumers that have certain scopes. Comes after a policy that finds out who calls.',
  group: 'checks',
  action: z
    .strictObject({
      all: list.optional().describe('Each of them is needed.'),
      any: list.optional().describe('One of them is enough.'),
    })
    .refine(({ all = [], any = [] }) => all.length + any.length > 0, 'must name at least one scope'),
  compile: ({ all = [], any = [] }) => {
    const wanted = [...all, ...any].join(' ');
    return ({ consumer }) => {
      if (consumer === null)
        throw new HubError('unauthenticated', 'This route is for consumers that show a credential.');
      const held = consumer.scopes;
      for (const scope of all) if (!held.has(scope)) throw needed(wanted);
      if (any.length > 0 && !any.some((scope) => held.has(scope))) throw needed(wanted);
      return undefined;
    };
  },
});

const needed = (scope: string): HubError =>
  new HubError('insufficient_scope', `This route needs the scopes "${scope}".`, { details: { scope } });
