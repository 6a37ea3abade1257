import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { shownPerson, signedInSchema } from '../../people/account.ts';
import { findPerson } from '../../people/store.ts';
import { linkTokenSchema } from '../../shapes.ts';
import { limitAddress } from '../../sign-in/attempts.ts';
import { exchangeOf, setSessionCookies } from '../../sign-in/cookies.ts';
import { noteRefusal } from '../../sign-in/journal.ts';
import { takeSignInLink } from '../../sign-in/links-store.ts';
import { openSession } from '../../sign-in/session.ts';

const action = 'signIn.withLink';

/** The link comes from the hub's own console: it stands for the machine, and asks for no second factor. */
export const signInByLink = (deps: Pick<GatewayDeps, 'db' | 'limiter' | 'tokens' | 'events' | 'audit'>) =>
  hubOperation({
    name: action,
    summary: 'Sign in with a one-time link',
    access: 'anyone',
    transaction: 'none',
    http: { method: 'POST', path: '/api/sign-in/link' },
    hints: { sensitive: ['token'] },
    input: z.strictObject({ token: linkTokenSchema }),
    output: signedInSchema,
    run: async ({ token }, context) => {
      const exchange = exchangeOf(context);
      const { requestId } = context;
      await limitAddress(deps, exchange.ip);
      // Used up even when the person may not come in: the answer is given after the commit.
      const entered = await deps.db.asSystem(async (tx) => {
        const userId = await takeSignInLink(tx, token);
        const person = userId === undefined ? undefined : await findPerson(tx, userId);
        if (person === undefined || person.disabled) return undefined;
        const signIn = { userId: person.userId, method: 'link', exchange, requestId } as const;
        return { person, secrets: await openSession(deps, tx, signIn) };
      });
      if (entered === undefined) {
        await noteRefusal(deps, { action, userId: null, reason: 'link', ip: exchange.ip, requestId });
        throw new HubError(
          'link_invalid',
          'This link was used already or is older than fifteen minutes. Restart the hub to get a new one.',
        );
      }
      setSessionCookies(exchange, entered.secrets);
      context.audit(entered.person.userId, { method: 'link' });
      return shownPerson(entered.person);
    },
  });
