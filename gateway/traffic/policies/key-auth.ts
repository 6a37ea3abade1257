import { z } from 'zod';
import { authenticating, type Identified } from '../authentication/authenticate.ts';
import { authenticationFields, passThroughKey } from '../authentication/fields.ts';
import {
  authorizationOf,
  behindScheme,
  dropFromQuery,
  dropHeader,
  inQuery,
} from '../authentication/shown.ts';
import type { Exchange } from '../exchange.ts';
import { headerName } from '../fields/header-names.ts';
import { definePolicy } from '../policy.ts';
import { tokenSchema } from '../document/fields.ts';

export const keyAuth = definePolicy({
  name: 'key-auth',
  title: 'API key',
  about: 'Lets in consumers that show one of their API keys, in a header or in the query.',
  group: 'authentication',
  action: z.strictObject({
    apiKeyHeader: headerName.default('Authorization').describe('The header that holds the key.'),
    apiKeyHeaderScheme: tokenSchema
      .min(1)
      .default('apiKey')
      .describe('What stands before the key in the header, with a space between.'),
    apiKeyField: z.string().min(1).max(100).default('apiKey').describe('The name in the query.'),
    disableHeaders: z.boolean().default(false).describe('Takes no key from a header.'),
    disableHeadersScheme: z.boolean().default(false).describe('The header holds the key alone.'),
    disableQueryParam: z
      .boolean()
      .default(false)
      .describe('Takes no key from the query, where logs would show it.'),
    passThroughKey: passThroughKey(false),
    ...authenticationFields,
  }),
  compile: (action, _place, { consumers }) => {
    const header = action.apiKeyHeader.toLowerCase();
    const { apiKeyHeaderScheme: scheme, apiKeyField: field, passThroughKey: keep } = action;

    const inHeader = (exchange: Exchange): string | undefined => {
      const text = header === 'authorization' ? authorizationOf(exchange) : exchange.request.headers[header];
      if (typeof text !== 'string' || text === '') return undefined;
      if (!action.disableHeadersScheme) return behindScheme(text, scheme);
      // A scheme in front is taken off, whatever it is, as express-gateway does.
      return text.slice(text.lastIndexOf(' ') + 1);
    };

    const shownBy = (exchange: Exchange): string | null | undefined => {
      const fromHeader = action.disableHeaders ? undefined : inHeader(exchange);
      if (fromHeader !== undefined && !keep) dropHeader(exchange, header);
      if (action.disableQueryParam || exchange.query === '') return fromHeader;
      const fromQuery = inQuery(exchange.query, field);
      if (fromQuery === undefined) return fromHeader;
      if (!keep) dropFromQuery(exchange, field);
      return fromHeader ?? fromQuery;
    };

    return authenticating({
      ...{ action, consumers, guessable: true },
      challenge: action.disableHeadersScheme ? 'Key' : scheme,
      identify: (exchange, lookups): Identified | Promise<Identified> => {
        const key = shownBy(exchange);
        return typeof key === 'string' ? lookups.byKey(exchange.spaceId, key) : key;
      },
    });
  },
});
