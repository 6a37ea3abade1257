import { slugOf } from '../../spaces/slug-of.ts';
import type { Json } from '../document/pipeline-steps.ts';

export const accesses = ['key', 'open', 'basic', 'jwt', 'hmac'] as const;
export type Access = (typeof accesses)[number];

export interface RouteWish {
  readonly paths: readonly string[];
  readonly methods: readonly string[];
  readonly host: string;
  readonly service: string;
  readonly access: Access;
  /** Of `jwt`: a secret, a public key, or where the keys are. */
  readonly trust: string;
  /** Requests a minute; null for as many as come. */
  readonly limit: number | null;
}

const policyOf = ({ access, trust }: RouteWish): readonly Json[] => {
  switch (access) {
    case 'open':
      return [];
    case 'key':
      return [{ 'key-auth': {} }];
    case 'basic':
      return [{ 'basic-auth': {} }];
    case 'hmac':
      return [{ 'hmac-auth': {} }];
    case 'jwt': {
      const text = trust.trim();
      const action = /^https?:\/\/\S+$/.test(text) ? { jwksUri: text } : { secretOrPublicKey: text };
      return [{ jwt: { action } }];
    }
    default:
      return access satisfies never;
  }
};

/** A pipeline of what the short form asks: who may, how often, and where to. */
export const routeDocument = (wish: RouteWish): Json => {
  const { paths, methods, host, service, access, limit } = wish;
  const [path = '/*', ...more] = paths;
  return {
    apiEndpoints: {
      main: {
        ...(host === '' ? {} : { host }),
        paths: more.length === 0 ? path : paths,
        ...(methods.length === 0 ? {} : { methods }),
      },
    },
    policies: [
      ...policyOf(wish),
      ...(limit === null
        ? []
        : [
            {
              'rate-limit': {
                action: { max: limit, windowMs: 60_000, by: access === 'open' ? 'ip' : 'consumer' },
              },
            },
          ]),
      { proxy: { action: { serviceEndpoint: service } } },
    ],
  };
};

/** `/orders/:id/*` is `orders-id`. */
export const nameOfPath = (path: string): string =>
  slugOf(path.replace(/[/:*]+/g, ' '))
    .slice(0, 60)
    .replace(/-+$/, '');
