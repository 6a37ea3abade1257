import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { acceptInvitation } from '../../invitations/accept.ts';
import { shownPerson, signedInSchema } from '../../people/account.ts';
import { linkTokenSchema, nameSchema, passwordSchema } from '../../shapes.ts';
import { limitAddress } from '../../sign-in/attempts.ts';
import type { Authenticate } from '../../sign-in/authenticate.ts';
import { exchangeOf, sessionCookieOf, setSessionCookies } from '../../sign-in/cookies.ts';
import { isHubError } from '../../../core/errors.ts';

type Deps = Pick<GatewayDeps, 'db' | 'limiter' | 'passwords' | 'tokens' | 'events' | 'audit'> & {
  readonly authenticate: Authenticate;
};

export const acceptOwnInvitation = (deps: Deps) =>
  hubOperation({
    name: 'invitation.accept',
    summary: 'Accept an invitation',
    description: 'With name and password for a new account; a signed-in person sends the token alone.',
    access: 'anyone',
    transaction: 'none',
    http: { method: 'POST', path: '/api/invitation/accept' },
    hints: { sensitive: ['token', 'password'] },
    input: z.strictObject({
      token: linkTokenSchema,
      name: nameSchema.optional(),
      password: passwordSchema.optional(),
    }),
    output: signedInSchema,
    run: async ({ token, name, password }, context) => {
      const exchange = exchangeOf(context);
      await limitAddress(deps, exchange.ip);
      const userId = await signedInUser(deps.authenticate, sessionCookieOf(exchange));
      const accepted = await acceptInvitation(deps, {
        ...{ token, name, password, userId, exchange },
        requestId: context.requestId,
      });
      if (accepted.secrets !== undefined) setSessionCookies(exchange, accepted.secrets);
      context.audit(accepted.person.userId, { invitationId: accepted.invitationId });
      return shownPerson(accepted.person);
    },
  });

/** Who is signed in, if anybody: a session that has run out is no reason to refuse an invitation. */
const signedInUser = async (
  authenticate: Authenticate,
  sessionCookie: string | undefined,
): Promise<string | undefined> => {
  try {
    const caller = await authenticate({ sessionCookie });
    return caller.kind === 'user' ? caller.userId : undefined;
  } catch (error) {
    if (isHubError(error, 'unauthenticated')) return undefined;
    throw error;
  }
};
