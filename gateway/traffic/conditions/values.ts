import { z } from 'zod';
import { headerOf } from '../expressions/expression-context.ts';
import { defineCondition } from '../policy.ts';
import { searchPattern } from '../fields/search-pattern.ts';

const asked = {
  equals: z
    .union([z.string().max(2_000), z.array(z.string().max(2_000)).min(1).max(100)])
    .optional()
    .describe('This value, or one of these.'),
  matches: z.string().max(2_000).optional().describe('A regular expression, found anywhere in the value.'),
};

interface Asked {
  readonly equals?: string | readonly string[] | undefined;
  readonly matches?: string | undefined;
}

/** Without anything asked of the value it only has to be there. */
const valueTest = ({ equals, matches }: Asked): ((value: string | undefined) => boolean) => {
  const search = matches === undefined ? null : searchPattern(matches, '/matches');
  const values = equals === undefined ? null : [equals].flat();
  return (value) =>
    value !== undefined && (values === null || values.includes(value)) && (search === null || search(value));
};

export const headerCondition = defineCondition({
  name: 'header',
  title: 'Header is',
  about: 'Requests with a header, or with a certain value of it.',
  parameters: z.strictObject({
    header: z.string().min(1).max(100).describe('Its name, such as X-Plan.'),
    ...asked,
  }),
  compile: ({ header, ...rest }) => {
    const name = header.toLowerCase();
    const fits = valueTest(rest);
    return (exchange) => fits(headerOf(exchange, name));
  },
});

export const queryCondition = defineCondition({
  name: 'query',
  title: 'Query parameter is',
  about: 'Requests with a parameter in their query, or with a certain value of it.',
  parameters: z.strictObject({
    parameter: z.string().min(1).max(100).describe('Its name.'),
    ...asked,
  }),
  compile: ({ parameter, ...rest }) => {
    const fits = valueTest(rest);
    return ({ query }) =>
      query !== '' && new URLSearchParams(query).getAll(parameter).some((value) => fits(value));
  },
});
