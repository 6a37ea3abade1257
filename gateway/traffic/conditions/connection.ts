import type { TLSSocket } from 'node:tls';
import { z } from 'zod';
import { networkTest, networkText } from '../fields/ip-networks.ts';
import { defineCondition } from '../policy.ts';

export const tlsClientAuthenticated = defineCondition({
  name: 'tlsClientAuthenticated',
  title: 'Client certificate',
  about: 'Requests over TLS whose client showed a certificate that the listener accepts.',
  parameters: z.strictObject({}),
  compile: () => (exchange) => (exchange.request.socket as Partial<TLSSocket>).authorized === true,
});

export const ip = defineCondition({
  name: 'ip',
  title: 'Client address',
  about: 'Requests from certain addresses or networks.',
  parameters: z.strictObject({
    addresses: z
      .union([networkText, z.array(networkText).min(1).max(1_000)])
      .describe('Such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32.'),
  }),
  compile: ({ addresses }) => {
    const inside = networkTest([addresses].flat());
    return (exchange) => inside(exchange.client);
  },
});
