import { z } from 'zod';
import { asSent, withoutParameters } from '../match/request-path.ts';
import { defineCondition } from '../policy.ts';
import { searchPattern } from '../fields/search-pattern.ts';

export const pathExact = defineCondition({
  name: 'pathExact',
  title: 'Path is',
  about: 'Requests to one path.',
  parameters: z.strictObject({
    path: z
      .string()
      .max(2_000)
      .describe('Such as /orders. With a "?" the query has to be the same too; else any query fits.'),
  }),
  // A query or a parameter that anybody can add must not lead past a condition that names a path.
  compile: ({ path: given }) => {
    const path = asSent(given);
    const plain = path.includes(';') ? asItIs : withoutParameters;
    if (!path.includes('?')) return (exchange) => plain(exchange.path) === path;
    return (exchange) => plain(exchange.path) + exchange.query === path;
  },
});

export const pathMatch = defineCondition({
  name: 'pathMatch',
  title: 'Path matches',
  about: 'Requests whose path and query fit a regular expression.',
  parameters: z.strictObject({
    pattern: z
      .string()
      .max(2_000)
      .describe('A regular expression, found anywhere in the path with its query; ^ is the start.'),
  }),
  compile: ({ pattern }) => {
    const matches = searchPattern(pattern, '/pattern');
    const plain = pattern.includes(';') ? asItIs : withoutParameters;
    return ({ path, query }) => matches(query === '' ? plain(path) : plain(path) + query);
  },
});

const asItIs = (path: string): string => path;
