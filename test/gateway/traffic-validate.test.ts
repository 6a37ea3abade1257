import { describe, expect, test } from '@jest/globals';
import type { OperationSchemas } from '../../gateway/traffic/policy-deps.ts';
import type { ExchangeParts } from '../setup/traffic-exchange.ts';
import { policyTrial } from '../setup/traffic-policies.ts';
import { verifies } from '../setup/verifies.ts';

type Action = Readonly<Record<string, unknown>>;

const trial = policyTrial();
const check = (action: Action, parts: ExchangeParts = {}) =>
  trial.pass(trial.compile({ validate: { action } }), parts);
const json = (body: unknown, type = 'application/json'): ExchangeParts => ({
  method: 'POST',
  headers: { 'content-type': type },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const order = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'integer' }, mail: { type: 'string', format: 'email' } },
  additionalProperties: false,
};

describe('validate', () => {
  verifies(
    'gateway.traffic.policies.validate',
    'bodies that do not fit are refused with every problem',
    async () => {
      await check({ body: order }, json({ id: 1, mail: 'a@b.test' }));
      await expect(check({ body: order }, json({ mail: 'x', other: 1 }))).rejects.toMatchObject({
        code: 'input_invalid',
        problems: expect.arrayContaining([
          expect.objectContaining({ path: expect.stringMatching(/^\/body.*mail/) }),
          expect.objectContaining({ path: expect.stringMatching(/^\/body/) }),
        ]),
      });
    },
  );

  verifies(
    'gateway.traffic.policies.validate',
    'nothing gets around it by another type, or no body',
    async () => {
      await expect(check({ body: order }, json({}, 'text/plain'))).rejects.toMatchObject({
        code: 'media_type_unsupported',
      });
      await expect(check({ body: order }, { method: 'POST', body: '{}' })).rejects.toMatchObject({
        code: 'media_type_unsupported',
      });
      await expect(check({ body: order }, { method: 'POST' })).rejects.toThrow('a body is needed');
      await check({ body: order, bodyOptional: true }, { method: 'POST' });
      await expect(check({ body: order }, json('{"id":1'))).rejects.toMatchObject({ code: 'body_malformed' });
      await expect(check({ body: true }, json('['.repeat(100) + ']'.repeat(100)))).rejects.toMatchObject({
        code: 'body_too_deep',
      });
      await expect(check({ body: true }, json('{"__proto__":1}'))).rejects.toMatchObject({
        code: 'input_invalid',
      });
      await expect(check({ body: true, maxBytes: 3 }, json({ id: 1 }))).rejects.toMatchObject({
        code: 'body_too_large',
      });
    },
  );

  verifies(
    'gateway.traffic.policies.validate',
    'a key that is given twice in one object is refused, by its place',
    async () => {
      // Once V8 has met such an object, it reads "\u0061" as "\" behind the same keys.
      const met: unknown[] = ['{"a":1,"\\\\":2}', '{"\\\\":1}'].map((text) => JSON.parse(text) as unknown);
      const twice: Readonly<Record<string, string>> = {
        '{"id":1,"id":"1"}': '/body/id',
        '{ "id" : 1 , "mail" : "a@b.test" , "id" : 1 }': '/body/id',
        '{"a":1,"\\u0061":2}': '/body/a',
        '{"\\/":1,"/":2}': '/body/~1',
        '{"~":1,"~":2}': '/body/~0',
        '{"":1,"":2}': '/body/',
        '{"é":1,"\\u00e9":2}': '/body/é',
        '{"a\\"":1,"a\\u0022":2}': '/body/a"',
        '{"list":[{},[],{"deep":{"a":[],"b":{},"a":{}}}]}': '/body/list/2/deep/a',
        '[1,",{",{"a":{"a":1,"b":2},"b":1},{"b":1,"b":1}]': '/body/3/b',
        '{"constructor":1,"constructor":2}': '/body/constructor',
        '{"1":1,"1":2}': '/body/1',
        '{"a\\\\":1,"b":"\\\\","a\\\\":1}': '/body/a\\',
      };
      for (const [body, path] of Object.entries(twice)) {
        const refused = { code: 'input_invalid', status: 400, problems: [{ path }] };
        await expect(check({ body: true }, json(body))).rejects.toMatchObject(refused);
        await expect(check({ body: true }, json(body, 'application/ld+json'))).rejects.toMatchObject(refused);
      }
      const once = [
        ...[
          '[]',
          '{}',
          '""',
          '1',
          '"{\\"a\\":1,\\"a\\":1}"',
          '[{"a":1},{"a":1}]',
          '{"a":{"a":{"a":"a:a,"}}}',
        ],
        ...['{"a":1,"A":2}', '{"\\\\u0061":1,"a":2}', '{"a":"a","b":["a","a"]}', ' {"a" :1,\n"b":{"a":1}}'],
        ...['{"e\u0301":1,"\u00e9":2}', '{"toString":1,"valueOf":{"toString":":"}}'],
      ];
      for (const body of once) await check({ body: true }, json(body));
      expect(met).toEqual([{ a: 1, '\\': 2 }, { '\\': 1 }]);
      // A schema is asked only about what everybody reads alike.
      await expect(check({ body: order }, json('{"id":"no","id":1}'))).rejects.toMatchObject({
        problems: [{ path: '/body/id' }],
      });
      // Nobody hears back the whole of a key that is as long as the body may be.
      const long = 'k'.repeat(100_000);
      const error: unknown = await check({ body: true }, json(`{"${long}":1,"${long}":2}`)).catch(String);
      expect(String(error).length).toBeLessThan(1_000);
    },
  );

  test('forms are checked as objects', async () => {
    const schema = { properties: { a: { const: '1' } }, required: ['a'] };
    await check({ body: schema }, json('a=1', 'application/x-www-form-urlencoded'));
    await expect(check({ body: schema }, json('a=2', 'application/x-www-form-urlencoded'))).rejects.toThrow(
      '/body',
    );
  });

  verifies(
    'gateway.traffic.policies.validate',
    'query, headers and parameters are read as what they stand for',
    async () => {
      const query = {
        properties: {
          page: { type: 'integer', minimum: 1 },
          deep: { type: 'boolean' },
          ids: { type: 'array', items: { type: 'number' } },
        },
        additionalProperties: false,
      };
      await check({ query }, { url: '/?page=2&deep=true&ids=1&ids=2.5' });
      await check({ query }, { url: '/?ids=1' });
      await check({ query });
      for (const url of [
        '/?page=0',
        '/?page=x',
        '/?page=',
        '/?deep=1',
        '/?ids=a',
        '/?more=1',
        '/?page=1&page=2',
      ])
        await expect(check({ query }, { url })).rejects.toThrow('/query');
      const headers = { required: ['x-n'], properties: { 'x-n': { type: 'number' } } };
      await check({ headers }, { headers: { 'X-N': '-1.5' } });
      await expect(check({ headers })).rejects.toThrow('/headers');
      const parameters = { properties: { id: { type: 'integer' } } };
      await check({ parameters }, { parameters: { id: '7' } });
      await expect(check({ parameters }, { parameters: { id: 'seven' } })).rejects.toThrow('/parameters/id');
    },
  );

  test('a schema that is none is refused when it is saved', () => {
    const compile = (action: Action) => () => trial.compile({ validate: { action } });
    expect(compile({ body: { type: 'nonsense' } })).toThrow('/action/body/type');
    expect(compile({ query: { $ref: '#/nowhere' } })).toThrow('/action/query/$ref');
    expect(compile({})).toThrow('needs a schema');
  });
});

describe('validate-openapi', () => {
  const asked: unknown[] = [];
  const seen: unknown[] = [];
  const operation: OperationSchemas = {
    operation: 'addPet',
    check: (parts) => {
      seen.push(parts);
      return parts.body === null ? [{ path: '/body', message: 'is needed' }] : [];
    },
  };
  const own = policyTrial({
    operationOf: async (_, connector, request) => {
      asked.push([connector, request.method, request.path]);
      return request.path === '/pets' ? operation : undefined;
    },
  });
  const send = (action: Action, parts: ExchangeParts) =>
    own.pass(own.compile({ 'validate-openapi': { action: { connector: 'petstore', ...action } } }), parts);

  verifies(
    'gateway.traffic.policies.validate',
    'requests are checked by the document of a connector',
    async () => {
      await send({ basePath: '/v1' }, { ...json({ a: 1 }), url: '/v1/pets?x=1' });
      expect(asked).toEqual([['petstore', 'POST', '/pets']]);
      expect(seen).toMatchObject([{ query: '?x=1', body: { contentType: 'application/json' } }]);
      await expect(send({}, { url: '/pets' })).rejects.toMatchObject({
        code: 'input_invalid',
        problems: [{ path: '/body', message: 'is needed' }],
      });
      await expect(send({}, { url: '/other' })).rejects.toMatchObject({ code: 'not_found' });
      await expect(send({ basePath: '/v1' }, { url: '/v12/pets' })).rejects.toMatchObject({
        code: 'not_found',
      });
      await send({ unknown: 'pass' }, { url: '/other' });
    },
  );
});
