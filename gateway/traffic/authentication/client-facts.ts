import type { Consumer, Exchange } from '../exchange.ts';
import { headerValue } from '../fields/header-names.ts';
import type { AuthenticationFields } from './fields.ts';

export interface ClientFacts {
  /** What a client says of itself under these names is never believed. */
  forget(exchange: Exchange): void;
  tell(exchange: Exchange, consumer: Consumer): void;
}

/** Which headers tell the upstream who calls, and which of the client's would be taken for them. */
export const compileFacts = ({ consumerHeaders }: AuthenticationFields): ClientFacts => {
  const { id, name, scopes, credential } = consumerHeaders;
  const facts: (readonly [header: string, of: (consumer: Consumer) => string])[] = [];
  const add = (header: string | undefined, of: (consumer: Consumer) => string): void => {
    if (header !== undefined) facts.push([header.toLowerCase(), of]);
  };
  add(id, (consumer) => headerValue(consumer.id));
  add(name, (consumer) => headerValue(consumer.name));
  add(scopes, (consumer) => headerValue([...consumer.scopes].join(' ')));
  add(credential, (consumer) => headerValue(consumer.credentialId));
  const lookalikes = facts.flatMap(([header]) => lookalikesOf(header));

  return {
    forget: (exchange) => {
      const sent = exchange.request.headers;
      const headers = (exchange.outgoing.headers ??= new Map());
      for (const [header] of facts) headers.set(header, null);
      for (const header of lookalikes) if (sent[header] !== undefined) headers.set(header, null);
    },
    tell: (exchange, consumer) => {
      exchange.consumer = consumer;
      const headers = (exchange.outgoing.headers ??= new Map());
      for (const [header, of] of facts) headers.set(header, of(consumer));
    },
  };
};

const mostHyphens = 5;

/** Many servers read `eg_consumer-id` as `eg-consumer-id`: with each hyphen an underscore, or not. */
const lookalikesOf = (header: string): string[] => {
  const parts = header.split(/[-_]/);
  if (parts.length - 1 > mostHyphens) return [header.replaceAll('-', '_')];
  const spelled = parts
    .slice(1)
    .reduce<string[]>(
      (all, part) => all.flatMap((one) => [`${one}-${part}`, `${one}_${part}`]),
      [parts[0] ?? ''],
    );
  return spelled.filter((one) => one !== header);
};
