import { hash } from 'node:crypto';
import { readAddress } from '../../../platform/egress/address.ts';
import type { Exchange } from '../exchange.ts';

export const countedBy = ['ip', 'consumer', 'credential', 'space', 'pipeline', 'endpoint'] as const;

export type CountedBy = (typeof countedBy)[number];

/** Who, or what, a request counts for. Without a consumer it is the address: nobody gets around a limit by not signing in. */
export const keyOf = (by: CountedBy): ((exchange: Exchange) => string) => {
  switch (by) {
    case 'ip':
      return ({ client }) => clientKey(client);
    case 'consumer':
      return ({ consumer, client }) => (consumer === null ? `ip:${clientKey(client)}` : consumer.id);
    case 'credential':
      return ({ consumer, client }) =>
        consumer === null ? `ip:${clientKey(client)}` : consumer.credentialId;
    case 'space':
    case 'pipeline':
      return () => by;
    case 'endpoint':
      return ({ endpoint }) => endpoint;
  }
};

/** Whoever has one IPv6 address has the other 2^64 of its network. */
export const clientKey = (client: string): string => {
  if (!client.includes(':')) return client;
  const address = readAddress(client);
  return address?.family === 6 ? Buffer.from(address.bytes.slice(0, 8)).toString('hex') : client;
};

/** What a client chose can be long, or nothing that the database takes as a text; and keys are kept. */
export const shortKey = (text: string): string =>
  text.length <= 64 && !text.includes('\0') && text.isWellFormed() ? text : hash('sha256', text);
