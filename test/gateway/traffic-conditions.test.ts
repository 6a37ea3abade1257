import { describe, expect, test } from '@jest/globals';
import type { Consumer } from '../../gateway/traffic/exchange.ts';
import type { ExchangeParts } from '../setup/traffic-exchange.ts';
import { policyTrial } from '../setup/traffic-policies.ts';
import { verifies } from '../setup/verifies.ts';

const ada: Consumer = {
  id: 'con_1',
  name: 'ada',
  scopes: new Set(['read', 'write']),
  credentialId: 'cre_1',
  metadata: { plan: 'gold' },
};

type Row = readonly [condition: Readonly<Record<string, unknown>>, parts: ExchangeParts, fits: boolean];

const json = (body: unknown): ExchangeParts => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const rows: readonly Row[] = [
  [{ name: 'always' }, {}, true],
  [{ name: 'never' }, {}, false],
  [{ name: 'allOf', conditions: [] }, {}, true],
  [{ name: 'oneOf', conditions: [] }, {}, false],
  [{ name: 'allOf', conditions: [{ name: 'always' }, { name: 'never' }] }, {}, false],
  [{ name: 'allOf', conditions: [{ name: 'always' }, { name: 'always' }] }, {}, true],
  [{ name: 'oneOf', conditions: [{ name: 'never' }, { name: 'always' }] }, {}, true],
  [{ name: 'oneOf', conditions: [{ name: 'never' }, { name: 'never' }] }, {}, false],
  [{ name: 'not', condition: { name: 'never' } }, {}, true],
  [{ name: 'not', condition: { name: 'not', condition: { name: 'never' } } }, {}, false],
  [{ name: 'pathExact', path: '/a' }, { url: '/a' }, true],
  [{ name: 'pathExact', path: '/a' }, { url: '/a/b' }, false],
  [{ name: 'pathExact', path: '/ä' }, { url: '/%C3%A4' }, true],
  [{ name: 'pathExact', path: '/a' }, { url: '/a?x=1' }, true],
  [{ name: 'pathExact', path: '/a?x=1' }, { url: '/a?x=1' }, true],
  [{ name: 'pathExact', path: '/a?x=1' }, { url: '/a?x=2' }, false],
  [{ name: 'pathMatch', pattern: '/v\\d+/' }, { url: '/api/v12/x' }, true],
  [{ name: 'pathMatch', pattern: '/v\\d+/' }, { url: '/api/vx/x' }, false],
  [{ name: 'pathExact', path: '/a/b' }, { url: '/a;x=1/b;y?z' }, true],
  [{ name: 'pathExact', path: '/a;x=1' }, { url: '/a;x=2' }, false],
  [{ name: 'pathMatch', pattern: '^/a$' }, { url: '/a;x=1' }, true],
  [{ name: 'pathMatch', pattern: '^/a;x' }, { url: '/a;x=1' }, true],
  [{ name: 'pathMatch', pattern: '^/api' }, { url: '/api/x' }, true],
  [{ name: 'pathMatch', pattern: '^/api' }, { url: '/x/api' }, false],
  [{ name: 'pathMatch', pattern: '^/api$' }, { url: '/api/x' }, false],
  [{ name: 'pathMatch', pattern: '\\.json$' }, { url: '/a.json' }, true],
  [{ name: 'pathMatch', pattern: '\\.json$' }, { url: '/ajson' }, false],
  [{ name: 'pathMatch', pattern: '^/api/.*' }, { url: '/api/x' }, true],
  [{ name: 'pathMatch', pattern: 'x=1' }, { url: '/a?x=1' }, true],
  [{ name: 'method', methods: 'GET' }, {}, true],
  [{ name: 'method', methods: ['PUT', 'POST'] }, { method: 'POST' }, true],
  [{ name: 'method', methods: ['PUT', 'POST'] }, {}, false],
  [{ name: 'hostMatch', pattern: 'api.example.test' }, {}, true],
  [{ name: 'hostMatch', pattern: '*.example.test' }, {}, true],
  [{ name: 'hostMatch', pattern: '*.EXAMPLE.test' }, { headers: { host: 'Api.example.TEST:8080' } }, true],
  [{ name: 'hostMatch', pattern: '*.example.test' }, { headers: { host: 'apixexample.test' } }, false],
  [{ name: 'hostMatch', pattern: '*.test:8080' }, { headers: { host: 'a.test:8080' } }, true],
  [{ name: 'hostMatch', pattern: '*.test:8080' }, { headers: { host: 'a.test:81' } }, false],
  [{ name: 'hostMatch', pattern: '{api,www}.example.test' }, {}, true],
  [{ name: 'hostMatch', pattern: 'ap[a-k].example.test' }, {}, true],
  [{ name: 'hostMatch', pattern: 'ap[!a-k].example.test' }, {}, false],
  [{ name: 'expression', expression: '.request.method == "GET"' }, {}, true],
  [{ name: 'expression', expression: '.request.query.page == "2"' }, { url: '/?page=2' }, true],
  [{ name: 'expression', expression: '.consumer.metadata.plan == "gold"' }, { consumer: ada }, true],
  [{ name: 'expression', expression: '.consumer.metadata.plan' }, {}, false],
  [{ name: 'authenticated' }, { consumer: ada }, true],
  [{ name: 'authenticated' }, {}, false],
  [{ name: 'anonymous' }, {}, true],
  [{ name: 'consumer', names: 'ada' }, { consumer: ada }, true],
  [{ name: 'consumer', names: ['bob', 'eve'] }, { consumer: ada }, false],
  [{ name: 'consumer', scopes: ['read', 'write'] }, { consumer: ada }, true],
  [{ name: 'consumer', scopes: ['read', 'admin'] }, { consumer: ada }, false],
  [{ name: 'consumer', scopes: 'read' }, {}, false],
  [{ name: 'header', header: 'X-Plan' }, { headers: { 'x-plan': '' } }, true],
  [{ name: 'header', header: 'X-Plan' }, {}, false],
  [{ name: 'header', header: 'X-Plan', equals: ['gold', 'free'] }, { headers: { 'X-PLAN': 'gold' } }, true],
  [{ name: 'header', header: 'X-Plan', matches: '^g' }, { headers: { 'x-plan': 'gold' } }, true],
  [
    { name: 'header', header: 'X-Plan', equals: 'gold', matches: 'z' },
    { headers: { 'x-plan': 'gold' } },
    false,
  ],
  [{ name: 'query', parameter: 'a', equals: '2' }, { url: '/?a=1&a=2' }, true],
  [{ name: 'query', parameter: 'a b' }, { url: '/?a%20b' }, true],
  [{ name: 'query', parameter: 'a' }, { url: '/?b=1' }, false],
  [{ name: 'json-schema', schema: { required: ['id'] } }, json({ id: 1 }), true],
  [{ name: 'json-schema', schema: { required: ['id'] } }, json({}), false],
  [{ name: 'json-schema', schema: { required: ['id'] } }, {}, false],
  [{ name: 'ip', addresses: '192.0.2.0/24' }, {}, true],
  [{ name: 'ip', addresses: ['10.0.0.0/8', '2001:db8::/32'] }, { client: '2001:db8::1' }, true],
  [{ name: 'ip', addresses: '10.0.0.0/8' }, { client: '::ffff:10.1.2.3' }, true],
  [{ name: 'ip', addresses: '10.0.0.1' }, { client: '10.0.0.2' }, false],
  [{ name: 'ip', addresses: '0.0.0.0/0' }, { client: 'nonsense' }, false],
  [{ name: 'tlsClientAuthenticated' }, { socket: { authorized: true } }, true],
  [{ name: 'tlsClientAuthenticated' }, { socket: { authorized: 'yes' } }, false],
  [{ name: 'tlsClientAuthenticated' }, {}, false],
];

const trial = policyTrial();

describe('conditions', () => {
  verifies('gateway.traffic.conditions', 'each condition fits what it says, and nothing else', async () => {
    for (const [condition, parts, fits] of rows)
      expect([condition, parts, await trial.fits(condition, parts)]).toEqual([condition, parts, fits]);
  });

  verifies('gateway.traffic.conditions', 'those that wait can stand in those that do not', async () => {
    const schema = { name: 'json-schema', schema: { required: ['id'] } };
    const oneOf = { name: 'oneOf', conditions: [{ name: 'never' }, schema, { name: 'never' }] };
    expect(await trial.fits(oneOf, json({ id: 1 }))).toBe(true);
    expect(await trial.fits(oneOf, json({}))).toBe(false);
    expect(await trial.fits({ name: 'not', condition: schema }, json({}))).toBe(true);
    const allOf = { name: 'allOf', conditions: [schema, { name: 'method', methods: 'PUT' }] };
    expect(await trial.fits(allOf, json({ id: 1 }))).toBe(false);
  });

  test('what is wrong with one is told with its place, also inside of others', () => {
    const compile = (condition: unknown) => () => trial.compile({ terminate: { condition } });
    expect(compile({ name: 'nonsense' })).toThrow(
      '/policies/0/terminate/condition/name There is no condition',
    );
    expect(compile({ name: 'pathMatch', pattern: '(' })).toThrow('/policies/0/terminate/condition/pattern');
    expect(compile({ name: 'pathMatch', pattern: '(a)\\1' })).toThrow('/condition/pattern');
    expect(compile({ name: 'expression', expression: '.a |' })).toThrow('line 1, column');
    expect(compile({ name: 'hostMatch', pattern: '{a' })).toThrow('has no "}"');
    expect(compile({ name: 'ip', addresses: ['10.0.0.0/33'] })).toThrow('must be an address or a network');
    expect(compile({ name: 'json-schema', schema: { type: 'strin' } })).toThrow('/condition/schema/type');
    const nested = {
      name: 'allOf',
      conditions: [{ name: 'not', condition: { name: 'method', methods: 'X' } }],
    };
    expect(compile(nested)).toThrow('/policies/0/terminate/condition/conditions/0/condition/methods');
    expect(compile({ name: 'not', condition: { name: 'nowhere' } })).toThrow('/condition/condition/name');
    let deep: unknown = { name: 'always' };
    for (let at = 0; at < 40; at += 1) deep = { name: 'not', condition: deep };
    expect(compile(deep)).toThrow('conditions in each other');
  });

  test('a body that is too long, or no JSON, refuses the request', async () => {
    const schema = { name: 'json-schema', schema: true, maxBytes: 10 };
    await expect(trial.fits(schema, json({ long: 'longer than ten' }))).rejects.toThrow('10 bytes at most');
    const broken = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' };
    await expect(trial.fits({ name: 'json-schema', schema: true }, broken)).rejects.toThrow('not valid JSON');
  });

  test('why a body does not fit is in the log when that is wanted, without its values', async () => {
    const own = policyTrial();
    const schema = { type: 'object', properties: { pin: { type: 'number' } } };
    await own.fits({ name: 'json-schema', schema, logErrors: true }, json({ pin: 'secret-value' }));
    expect(own.log.lines).toMatchObject([{ level: 'warn', fields: { places: ['/pin'] } }]);
    expect(JSON.stringify(own.log.lines)).not.toContain('secret-value');
  });

  test('a pattern that would take other engines for ever is done at once', async () => {
    const url = `/${'a'.repeat(5_000)}!`;
    expect(await trial.fits({ name: 'pathMatch', pattern: '^/(a+)+$' }, { url })).toBe(false);
  });
});
