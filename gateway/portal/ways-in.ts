import { z } from 'zod';
import type { GivenStep } from '../traffic/document/steps.ts';
import type { WayIn } from './public-api-shape.ts';

const keyFields = z.object({
  apiKeyHeader: z.string().catch('Authorization'),
  apiKeyHeaderScheme: z.string().catch('apiKey'),
  apiKeyField: z.string().catch('apiKey'),
  disableHeaders: z.boolean().catch(false),
  disableHeadersScheme: z.boolean().catch(false),
  disableQueryParam: z.boolean().catch(false),
});

const tokenFields = z.object({
  jwtExtractor: z.enum(['authBearer', 'authScheme', 'header', 'query']).catch('authBearer'),
  jwtExtractorField: z.string().catch('Bearer'),
});

type Shown = Omit<WayIn, 'optional'>;
const nowhere = { header: null, scheme: null, query: null };
const inAuthorization = (scheme: string) => ({ header: 'Authorization', scheme, query: null });

const ofKey = (action: unknown): Shown => {
  const given = keyFields.parse(action);
  return {
    kind: 'key',
    header: given.disableHeaders ? null : given.apiKeyHeader,
    scheme: given.disableHeaders || given.disableHeadersScheme ? null : given.apiKeyHeaderScheme,
    query: given.disableQueryParam ? null : given.apiKeyField,
  };
};

const ofToken = (action: unknown): Shown => {
  const { jwtExtractor, jwtExtractorField: field } = tokenFields.parse(action);
  switch (jwtExtractor) {
    case 'authBearer':
      return { kind: 'token', ...inAuthorization('Bearer') };
    case 'authScheme':
      return { kind: 'token', ...inAuthorization(field) };
    case 'header':
      return { kind: 'token', ...nowhere, header: field };
    case 'query':
      return { kind: 'token', ...nowhere, query: field };
    default:
      return jwtExtractor satisfies never;
  }
};

const byPolicy = new Map<string, (action: unknown) => Shown>([
  ['key-auth', ofKey],
  ['basic-auth', () => ({ kind: 'basic', ...inAuthorization('Basic') })],
  ['hmac-auth', () => ({ kind: 'hmac', ...nowhere })],
  ['jwt', ofToken],
  ['oauth2', ofToken],
  ['oauth2-introspect', ofToken],
  ['openid', ofToken],
  ['mutual-tls', () => ({ kind: 'certificate', ...nowhere })],
]);

export const waysInOf = (steps: readonly GivenStep[]): WayIn[] => {
  const found = new Map<string, WayIn>();
  for (const { policy, condition, action } of steps) {
    const read = byPolicy.get(policy);
    if (read === undefined) continue;
    const way = read(action);
    const optional = condition !== undefined || action['passThrough'] === true;
    const key = JSON.stringify(way);
    found.set(key, { ...way, optional: optional && found.get(key)?.optional !== false });
  }
  return [...found.values()];
};
