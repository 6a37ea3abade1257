import { HubError } from '../../../core/errors.ts';
import type { ConsumerDirectory, ConsumerLookups } from '../consumers/directory.ts';
import type { Consumer, Exchange } from '../exchange.ts';
import type { Handler, Step } from '../policy.ts';
import { compileFacts } from './client-facts.ts';
import type { AuthenticationFields } from './fields.ts';

/** Undefined: nothing was shown. Null: what was shown opens nothing. */
export type Identified = Consumer | null | undefined;

export interface Way {
  /** For `WWW-Authenticate`: how to be let in. */
  readonly challenge: string;
  readonly action: AuthenticationFields;
  readonly consumers: ConsumerDirectory;
  /** Somebody could find it by trying: what is wrong is counted. */
  readonly guessable: boolean;
  identify(exchange: Exchange, lookups: ConsumerLookups): Identified | Promise<Identified>;
}

/**
 * What all ways of authentication have in common: who is known goes on as a consumer that has the endpoint's scopes, who
 * is not is refused, and nobody says of themselves who they are.
 */
export const authenticating = (way: Way): Handler => {
  const { action, consumers, challenge, guessable } = way;
  const { passThrough } = action;
  const facts = compileFacts(action);

  const settle = (exchange: Exchange, who: Identified): Step | Promise<Step> => {
    if (who === undefined) return nobody(exchange, missing);
    if (who === null) return guessable ? counted(exchange) : nobody(exchange, wrong);
    for (const scope of exchange.scopes)
      if (!who.scopes.has(scope)) return nobody(exchange, () => needsScope(exchange, scope));
    facts.tell(exchange, who);
    return undefined;
  };

  const nobody = (exchange: Exchange, refusal: () => HubError): Step => {
    if (passThrough) return undefined;
    const error = refusal();
    if (error.status === 401 && !exchange.response.headersSent)
      exchange.response.setHeader('www-authenticate', challenge);
    throw error;
  };

  const counted = async (exchange: Exchange): Promise<Step> => {
    const seconds = await consumers.wrong(exchange.spaceId, exchange.client);
    if (seconds > 0) throw tooMany(seconds);
    return nobody(exchange, wrong);
  };

  return (exchange) => {
    facts.forget(exchange);
    const shut = guessable && consumers.shutFor(exchange.spaceId, exchange.client) > 0;
    const who = way.identify(exchange, shut ? consumers.remembered : consumers);
    return who instanceof Promise ? who.then((found) => settle(exchange, found)) : settle(exchange, who);
  };
};

const missing = (): HubError =>
  new HubError('unauthenticated', 'This route is for consumers that show a credential.');

/** The same words for what is unknown, revoked, over or switched off: none of it is a stranger's business. */
const wrong = (): HubError =>
  new HubError('credentials_wrong', 'The credential that was shown opens nothing here (any more).');

const needsScope = (exchange: Exchange, scope: string): HubError =>
  new HubError('insufficient_scope', `This route needs the scope "${scope}".`, {
    details: { scope: exchange.scopes.join(' ') },
  });

const tooMany = (seconds: number): HubError =>
  new HubError('rate_limited', 'Too many wrong credentials from this address. Wait, then try again.', {
    retryAfter: seconds,
  });
