import { announcesBody } from '../../http/announces-body.ts';
import type { ServiceDocument } from '../document/service-document.ts';
import type { Exchange } from '../exchange.ts';
import type { Outcome } from '../forward/destination.ts';
import { RetryBudget } from './retry-budget.ts';

type RetryRules = NonNullable<ServiceDocument['retry']>;

export interface Retries {
  readonly budget: RetryBudget;
  /** Milliseconds to wait before the next try, or null when this outcome is the client's. `retried`: how often it was already. */
  after(exchange: Exchange, retried: number, outcome: Outcome): number | null;
}

export const openRetries = (rules: RetryRules, random: () => number): Retries => {
  const budget = new RetryBudget(rules.budgetShare);
  const kinds = new Set<string | number>(rules.on);
  const methods = new Set(rules.methods.map((method) => method.toUpperCase()));

  const isWanted = ({ status, failure }: Outcome): boolean => {
    if (failure !== null) return kinds.has(failure === 'closed' ? 'reset' : failure);
    return status !== null && status >= 400 && (kinds.has(status) || (status >= 500 && kinds.has('5xx')));
  };

  return {
    budget,
    after: (exchange, retried, outcome) => {
      if (!isWanted(outcome) || retried >= rules.attempts) return null;
      // What no connection was made for was not done once: it may be any method.
      if (outcome.failure !== 'connect' && !methods.has(exchange.outgoing.method)) return null;
      if (exchange.response.headersSent || !canBeSentAgain(exchange)) return null;
      if (!budget.take()) return null;
      return rules.backoffMs * 2 ** retried * (0.5 + random() / 2);
    },
  };
};

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
const mostClosed = 2;

/**
 * Each side ends idle connections by its own rules, and news of that may cross a request on its way: what changes nothing is sent
 * once more, whatever the rules of the service (RFC 9110, 9.2.2). Mostly the upstream has not seen it; at worst it answers twice.
 */
export const crossedItsEnd = (exchange: Exchange, retried: number, { failure }: Outcome): boolean =>
  failure === 'closed' &&
  retried < mostClosed &&
  safeMethods.has(exchange.outgoing.method) &&
  !exchange.response.headersSent &&
  canBeSentAgain(exchange);

/** A body that streamed through is gone. */
const canBeSentAgain = ({ outgoing, request }: Exchange): boolean =>
  outgoing.body !== null || !announcesBody(request.headers);
