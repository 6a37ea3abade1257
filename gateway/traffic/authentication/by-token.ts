import type { ConsumerDirectory, ConsumerLookups } from '../consumers/directory.ts';
import type { Consumer, Exchange } from '../exchange.ts';
import type { Identified } from './authenticate.ts';
import { narrowed, scopesIn, subjectIn } from './token-claims.ts';
import type { ReadToken, TokenCheck } from './token-memory.ts';
import type { TokenSource } from './token-source.ts';

export interface ByTokenParts {
  readonly source: TokenSource;
  readonly check: TokenCheck;
  readonly consumers: ConsumerDirectory;
  /** The subject must be that of a consumer of the space. */
  readonly checkCredentialExistence: boolean;
  readonly scopesClaim: string | undefined;
}

type Identify = (exchange: Exchange, lookups: ConsumerLookups) => Identified | Promise<Identified>;

/** From a token to whoever it stands for. */
export const identifyByToken = (parts: ByTokenParts): Identify => {
  const { source, check, consumers, checkCredentialExistence, scopesClaim } = parts;

  const owned = (token: ReadToken, consumer: Consumer | null): Consumer | null =>
    consumer === null || scopesClaim === undefined
      ? consumer
      : narrowed(consumer, scopesIn(token.claims, scopesClaim));

  const settle = (
    exchange: Exchange,
    lookups: ConsumerLookups,
    token: ReadToken | null,
  ): Identified | Promise<Identified> => {
    if (token === null || !checkCredentialExistence) return token === null ? null : token.stranger;
    const subject = subjectIn(token.claims);
    if (subject === undefined) return null;
    const found = lookups.bySubject(exchange.spaceId, 'jwt', subject);
    return found instanceof Promise ? found.then((consumer) => owned(token, consumer)) : owned(token, found);
  };

  return (exchange, lookups) => {
    const shown = source(exchange);
    if (typeof shown !== 'string') return shown;
    const token = check(shown, lookups === consumers.remembered);
    return token instanceof Promise
      ? token.then((read) => settle(exchange, lookups, read))
      : settle(exchange, lookups, token);
  };
};
