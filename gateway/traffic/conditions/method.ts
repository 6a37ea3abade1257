import { z } from 'zod';
import { defineCondition } from '../policy.ts';

const method = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);

export const methodCondition = defineCondition({
  name: 'method',
  title: 'Method is',
  about: 'Requests with one of these methods.',
  parameters: z.strictObject({
    methods: z.union([method, z.array(method).min(1).max(7)]).describe('One method, or a list of them.'),
  }),
  compile: ({ methods }) => {
    const [only, ...others] = [methods].flat();
    if (others.length === 0) return (exchange) => exchange.request.method === only;
    const all = new Set<string | undefined>([only, ...others]);
    return (exchange) => all.has(exchange.request.method);
  },
});
