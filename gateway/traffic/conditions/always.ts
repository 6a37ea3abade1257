import { z } from 'zod';
import { defineCondition } from '../policy.ts';

export const always = defineCondition({
  name: 'always',
  title: 'Always',
  about: 'Every request.',
  parameters: z.strictObject({}),
  compile: () => () => true,
});

export const never = defineCondition({
  name: 'never',
  title: 'Never',
  about: 'No request: to switch a step off without removing it.',
  parameters: z.strictObject({}),
  compile: () => () => false,
});
