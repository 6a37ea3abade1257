import { hash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Exchange } from '../exchange.ts';
import { forwardFields, forwardTo, needsService, stripPath } from '../fields/forward-fields.ts';
import { clientKey } from '../fields/limit-key.ts';
import { onHead } from '../answers/hooks.ts';
import { definePolicy } from '../policy.ts';

export const canary = definePolicy({
  name: 'canary',
  title: 'Split between services',
  about: 'Forwards each request to one of several services, by weight: a new version to a few first.',
  group: 'upstream',
  action: z
    .strictObject({
      services: z
        .array(
          z.strictObject({
            serviceEndpoint: z.string().min(1).max(100).describe('The service, by its name.'),
            weight: z
              .number()
              .min(0)
              .max(1_000_000)
              .describe('Its share, against the weights of the others.'),
          }),
        )
        .min(1)
        .max(20)
        .describe('The services.'),
      sticky: z
        .enum(['none', 'consumer', 'ip', 'cookie'])
        .default('none')
        .describe('Who stays with the service that they came to first.'),
      cookie: z
        .string()
        .regex(/^(?!hub_)[\w-]{1,40}$/, 'must be letters, digits, "_" and "-", and not begin with "hub_"')
        .default('route')
        .describe('The name of the cookie, where one is used.'),
      ...forwardFields,
    })
    .refine(({ services }) => services.some(({ weight }) => weight > 0), 'needs a weight above 0'),
  compile: (action, place, { forward }) => {
    for (const [at, { serviceEndpoint }] of action.services.entries())
      needsService(serviceEndpoint, place, `/services/${at}/serviceEndpoint`);
    const total = action.services.reduce((sum, { weight }) => sum + weight, 0);
    let sum = 0;
    const ways = action.services.map(({ serviceEndpoint, weight }) => {
      sum += weight / total;
      return { below: sum, to: forwardTo(serviceEndpoint, action) };
    });
    const share = shares(action.sticky, action.cookie);
    const last = ways.findLastIndex((_, at) => (action.services[at]?.weight ?? 0) > 0);
    return (exchange) => {
      if (action.stripPath) stripPath(exchange);
      const at = share(exchange);
      const way = ways.find(({ below }) => at < below) ?? ways[last];
      return way === undefined ? undefined : forward(exchange, way.to);
    };
  },
});

/** Where between 0 and 1 a request falls. A weight that changes moves only those at the edges. */
const shares = (
  sticky: 'none' | 'consumer' | 'ip' | 'cookie',
  cookie: string,
): ((exchange: Exchange) => number) => {
  switch (sticky) {
    case 'none':
      return evenly();
    case 'consumer':
      return ({ consumer, client }) => shareOf(consumer?.id ?? clientKey(client));
    case 'ip':
      return ({ client }) => shareOf(clientKey(client));
    case 'cookie':
      return (exchange) => shareOf(cookieOf(exchange, cookie));
  }
};

/** Steps of the golden ratio fall evenly into every share, however small, and take no chances. */
const evenly = (): (() => number) => {
  let at = 0;
  return () => (at = (at + 0.618_033_988_749_895) % 1);
};

const shareOf = (key: string): number => parseInt(hash('sha256', key).slice(0, 12), 16) / 2 ** 48;

const cookieOf = (exchange: Exchange, name: string): string => {
  const { request } = exchange;
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at !== -1 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  const id = randomUUID();
  const secure = exchange.secure ? '; Secure' : '';
  onHead(exchange, (head) => {
    head.headers.push(
      'set-cookie',
      `${name}=${id}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax${secure}`,
    );
  });
  return id;
};
