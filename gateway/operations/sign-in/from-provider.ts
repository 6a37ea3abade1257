import { z } from 'zod';
import { HubError, isHubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { finishProviderSignIn, providerAction } from '../../provider/sign-in.ts';
import { nothing } from '../../shapes.ts';
import { limitAddress } from '../../sign-in/attempts.ts';
import { exchangeOf, setSessionCookies } from '../../sign-in/cookies.ts';

type Deps = Pick<GatewayDeps, 'db' | 'limiter' | 'tokens' | 'events' | 'audit' | 'publicUrl' | 'provider'>;

const text = z.string().max(4_096);

export const signInFromProvider = (deps: Deps) =>
  hubOperation({
    name: providerAction,
    summary: 'Where the identity provider sends the browser back to',
    description: 'Answers 303 to where the person came from, or to `/sign-in?error=<code>`.',
    access: 'anyone',
    transaction: 'none',
    http: { method: 'GET', path: '/api/sign-in/callback' },
    hints: { readOnly: false, sensitive: ['code', 'state'] },
    // Unlike everywhere else unknown fields are taken: providers add their own, and OAuth says to let them.
    input: z
      .object({ code: text.optional(), state: text.optional(), iss: text.optional(), error: text.optional() })
      .catchall(text),
    output: nothing,
    run: async (input, context) => {
      const { provider } = deps;
      if (provider === null) throw new HubError('not_found', 'No identity provider is configured.');
      const exchange = exchangeOf(context);
      const { requestId } = context;
      const parameters = Object.fromEntries(
        Object.entries(input).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      ) as Record<string, string>;
      await limitAddress(deps, exchange.ip);
      try {
        const back = { parameters, exchange, requestId };
        const { person, secrets, returnTo } = await finishProviderSignIn({ ...deps, provider }, back);
        setSessionCookies(exchange, secrets);
        context.audit(person.userId, { method: 'oidc' });
        exchange.redirect(returnTo);
      } catch (error) {
        // A person stands in front of this address, not a program: they are led back to where they can try again.
        if (!isHubError(error)) throw error;
        context.log.warn('sign-in at the identity provider failed', { error });
        context.audit('nobody', { outcome: 'refused', code: error.code });
        exchange.redirect(`/sign-in?error=${error.code}`);
      }
      return {};
    },
  });
