import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { conditions } from '../../gateway/traffic/condition-list.ts';
import { policies } from '../../gateway/traffic/policy-list.ts';
import { queryValues } from '../../gateway/traffic/expressions/query-values.ts';
import { exchangeOf } from '../setup/traffic-exchange.ts';
import { policyTrial } from '../setup/traffic-policies.ts';

interface Described {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
}

const schemaOf = (schema: z.ZodType): Described => z.toJSONSchema(schema, { io: 'input' }) as Described;

test.each([
  ...policies.map(
    ({ name, title, about, action }) => [`policy ${name}`, { title, about, schema: action }] as const,
  ),
  ...conditions.map(
    ({ name, title, about, parameters }) =>
      [`condition ${name}`, { title, about, schema: parameters }] as const,
  ),
])('The %s can be shown as a form', (_, { title, about, schema }) => {
  expect(title).toMatch(/^[A-Z].*[^.]$/);
  expect(about).toMatch(/^[A-Z].*\.$/s);
  const { properties = {} } = schemaOf(schema);
  for (const [field, { description = '' }] of Object.entries(properties))
    expect([field, description]).toEqual([field, expect.stringMatching(/.{8}/)]);
});

test('Each is there once', () => {
  for (const list of [policies, conditions])
    expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
});

test('A query is read alike, whether something of it is encoded or not', () => {
  for (const query of ['', '?', '?a', '?a=', '?=b', '?a=b=c', '?a&a=1&&b', 'x=1', '?__proto__=1', '?a?b=/c'])
    expect(JSON.stringify(queryValues(query))).toBe(
      JSON.stringify(
        Object.fromEntries(
          [...new Set(new URLSearchParams(query).keys())].map((name): [string, unknown] => {
            const all = new URLSearchParams(query).getAll(name);
            return [name, all.length === 1 ? all[0] : all];
          }),
        ),
      ),
    );
});

test('Steps whose condition does not fit change nothing', async () => {
  const trial = policyTrial();
  const never = { name: 'never' };
  const handlers = trial.compile(
    { headers: [{ condition: never, action: { forwardHeaders: { 'x-a': 'b' } } }] },
    { terminate: { condition: { name: 'json-schema', schema: false }, action: {} } },
  );
  const exchange = exchangeOf({ method: 'POST' });
  expect(await trial.run(handlers, exchange)).toBe(false);
  expect(exchange.outgoing.headers).toBeNull();
});
