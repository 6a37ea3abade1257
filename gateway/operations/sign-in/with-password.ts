import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { shownPerson, signedInSchema } from '../../people/account.ts';
import { codeSchema, emailSchema, passwordSchema } from '../../shapes.ts';
import { exchangeOf, setSessionCookies } from '../../sign-in/cookies.ts';
import { signInAction, signInWithPassword } from '../../sign-in/with-password.ts';

type Deps = Pick<
  GatewayDeps,
  'db' | 'limiter' | 'passwords' | 'vault' | 'clock' | 'tokens' | 'events' | 'audit'
>;

export const signInByPassword = (deps: Deps) =>
  hubOperation({
    name: signInAction,
    summary: 'Sign in with e-mail and password',
    description:
      'Sets the cookies of a session. `code`: six digits of the authenticator app, or a recovery code.',
    access: 'anyone',
    transaction: 'none',
    http: { method: 'POST', path: '/api/sign-in' },
    hints: { sensitive: ['password', 'code'] },
    input: z.strictObject({ email: emailSchema, password: passwordSchema, code: codeSchema.optional() }),
    output: signedInSchema,
    run: async ({ email, password, code }, context) => {
      const exchange = exchangeOf(context);
      const { requestId } = context;
      const { person, secrets } = await signInWithPassword(deps, {
        email,
        password,
        code,
        exchange,
        requestId,
      });
      setSessionCookies(exchange, secrets);
      context.audit(person.userId, { method: 'password', secondFactor: code !== undefined });
      return shownPerson(person);
    },
  });
