import { z } from 'zod';
import type { Exchange } from '../exchange.ts';
import { passThroughKey } from './fields.ts';
import { authorizationOf, behindScheme, dropFromQuery, dropHeader, inQuery } from './shown.ts';

/** Where a token stands in the request; the words are express-gateway's. */
export const tokenSourceFields = {
  jwtExtractor: z
    .enum(['authBearer', 'authScheme', 'header', 'query'])
    .default('authBearer')
    .describe(
      'authBearer: Authorization with Bearer; authScheme: Authorization with another word; header; query.',
    ),
  jwtExtractorField: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'must be letters, digits and hyphens')
    .optional()
    .describe('The word, the name of the header or the name in the query.'),
  passThroughKey: passThroughKey(true),
};

type SourceFields = z.output<z.ZodObject<typeof tokenSourceFields>>;

export const needsField = ({ jwtExtractor, jwtExtractorField }: SourceFields): boolean =>
  jwtExtractor === 'authBearer' || jwtExtractorField !== undefined;

/** Undefined: there is none. Null: there is, and it is ambiguous. */
export type TokenSource = (exchange: Exchange) => string | null | undefined;

export const compileSource = (fields: SourceFields): TokenSource => {
  const { jwtExtractor, jwtExtractorField: field = 'Bearer', passThroughKey: keep } = fields;
  const header = field.toLowerCase();
  switch (jwtExtractor) {
    case 'query':
      return (exchange) => {
        const token = inQuery(exchange.query, field);
        if (token !== undefined && !keep) dropFromQuery(exchange, field);
        return token;
      };
    case 'header':
      return (exchange) => {
        const token =
          header === 'authorization' ? authorizationOf(exchange) : exchange.request.headers[header];
        if (token !== undefined && !keep) dropHeader(exchange, header);
        return token === undefined || typeof token === 'string' ? token : null;
      };
    case 'authBearer':
    case 'authScheme': {
      const scheme = jwtExtractor === 'authBearer' ? 'Bearer' : field;
      return (exchange) => {
        const given = authorizationOf(exchange);
        const token = given === undefined ? undefined : behindScheme(given, scheme);
        if (token !== undefined && !keep) dropHeader(exchange, 'authorization');
        return token;
      };
    }
  }
};
