import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { nobodyCanSignIn } from '../../people/store.ts';
import { noInput } from '../../shapes.ts';

export const listSignInMethods = (deps: Pick<GatewayDeps, 'provider'>) =>
  hubOperation({
    name: 'signIn.methods',
    summary: 'The ways to sign in',
    access: 'anyone',
    transaction: 'system',
    http: { method: 'GET', path: '/api/sign-in/methods' },
    input: noInput,
    output: z.strictObject({
      password: z.boolean(),
      provider: z.strictObject({ name: z.string() }).nullable(),
      firstUse: z.boolean().describe('Nobody can sign in yet: the hub prints a one-time link at its start.'),
    }),
    run: async (_input, { tx }) => ({
      password: true,
      provider: deps.provider === null ? null : { name: deps.provider.name },
      firstUse: await nobodyCanSignIn(tx),
    }),
  });
