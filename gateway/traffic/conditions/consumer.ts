import { z } from 'zod';
import { defineCondition } from '../policy.ts';

export const authenticated = defineCondition({
  name: 'authenticated',
  title: 'Authenticated',
  about: 'Requests of a consumer that a policy before has made sure of.',
  parameters: z.strictObject({}),
  compile: () => (exchange) => exchange.consumer !== null,
});

export const anonymous = defineCondition({
  name: 'anonymous',
  title: 'Anonymous',
  about: 'Requests of nobody in particular.',
  parameters: z.strictObject({}),
  compile: () => (exchange) => exchange.consumer === null,
});

const names = z.union([z.string().min(1).max(200), z.array(z.string().min(1).max(200)).min(1).max(100)]);

export const consumer = defineCondition({
  name: 'consumer',
  title: 'Consumer is',
  about: 'Requests of certain consumers, or of those with certain scopes.',
  parameters: z
    .strictObject({
      names: names.optional().describe('One name, or several: any of them.'),
      scopes: names.optional().describe('One scope, or several: all of them.'),
    })
    .refine(
      ({ names: given, scopes }) => given !== undefined || scopes !== undefined,
      'needs names or scopes',
    ),
  compile: ({ names: given, scopes = [] }) => {
    const wanted = given === undefined ? null : new Set([given].flat());
    const needed = [scopes].flat();
    return ({ consumer: who }) =>
      who !== null &&
      (wanted === null || wanted.has(who.name)) &&
      needed.every((scope) => who.scopes.has(scope));
  },
});
