import { z } from 'zod';
import { defineCondition } from '../policy.ts';
import { globPattern } from '../fields/glob-pattern.ts';
import { searchPattern } from '../fields/search-pattern.ts';

export const hostMatch = defineCondition({
  name: 'hostMatch',
  title: 'Host matches',
  about: 'Requests to a host, or to hosts that fit a pattern.',
  parameters: z.strictObject({
    pattern: z
      .string()
      .min(1)
      .max(500)
      .describe(
        'Such as api.example.com or *.example.com; also ?, [a-z] and {one,other}. A port only where it is named.',
      ),
  }),
  compile: ({ pattern }) => {
    const matches = searchPattern(globPattern(pattern.toLowerCase(), '/pattern'), '/pattern');
    const withPort = /:(?:\d+|\*)$/.test(pattern);
    return ({ request, host }) => {
      const given = withPort ? (request.headers.host ?? host) : host;
      return matches(withPort ? given.toLowerCase() : withoutPort(given.toLowerCase()));
    };
  },
});

const withoutPort = (host: string): string => {
  const colon = host.lastIndexOf(':');
  return colon === -1 || host.endsWith(']') ? host : host.slice(0, colon);
};
