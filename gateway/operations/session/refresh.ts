import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { shownPerson, signedInSchema } from '../../people/account.ts';
import { noInput } from '../../shapes.ts';
import { exchangeOf, refreshTokenOf, setSessionCookies } from '../../sign-in/cookies.ts';
import { refreshSession } from '../../sign-in/session.ts';

export const refreshOwnSession = (deps: Pick<GatewayDeps, 'db' | 'tokens' | 'events' | 'audit'>) =>
  hubOperation({
    name: 'session.refresh',
    summary: 'Go on with a session',
    description: 'Takes the refresh cookie and sets both cookies anew.',
    access: 'anyone',
    transaction: 'none',
    http: { method: 'POST', path: '/api/session/refresh' },
    // Every ten minutes for everybody: an audit entry for each would bury the others. A theft is written.
    hints: { readOnly: true },
    input: noInput,
    output: signedInSchema,
    run: async (_input, context) => {
      const exchange = exchangeOf(context);
      const origin = { ip: exchange.ip, requestId: context.requestId };
      const { person, secrets } = await refreshSession(deps, refreshTokenOf(exchange), origin);
      setSessionCookies(exchange, secrets);
      return shownPerson(person);
    },
  });
