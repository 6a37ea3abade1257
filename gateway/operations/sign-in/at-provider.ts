import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { isOwnPath } from '../../provider/return-to.ts';
import { beginProviderSignIn } from '../../provider/sign-in.ts';
import { nothing } from '../../shapes.ts';
import { limitAddress } from '../../sign-in/attempts.ts';
import { exchangeOf } from '../../sign-in/cookies.ts';

type Deps = Pick<GatewayDeps, 'db' | 'limiter' | 'tokens' | 'events' | 'audit' | 'publicUrl' | 'provider'>;

export const signInAtProvider = (deps: Deps) =>
  hubOperation({
    name: 'signIn.atProvider',
    summary: 'Begin to sign in at the identity provider',
    description: 'Answers 303 to the page of the provider, which comes back to `/api/sign-in/callback`.',
    access: 'anyone',
    transaction: 'none',
    http: { method: 'GET', path: '/api/sign-in/provider' },
    input: z.strictObject({
      returnTo: z
        .string()
        .max(2_000)
        .refine(isOwnPath, 'must be a path of the console, for example /s/default/keys')
        .default('/'),
    }),
    output: nothing,
    run: async ({ returnTo }, context) => {
      const { provider } = deps;
      if (provider === null)
        throw new HubError('not_found', 'No identity provider is configured. Set OIDC_ISSUER to use one.');
      const exchange = exchangeOf(context);
      await limitAddress(deps, exchange.ip);
      exchange.redirect(await beginProviderSignIn({ ...deps, provider }, exchange, returnTo));
      return {};
    },
  });
