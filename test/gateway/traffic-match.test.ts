import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { patternFor } from '../../core/schema/pattern.ts';
import type { Endpoint } from '../../gateway/traffic/match/endpoints.ts';
import { buildHostTable, type HostTable } from '../../gateway/traffic/match/host-table.ts';
import { parametersOf, readPathPattern } from '../../gateway/traffic/match/path-pattern.ts';
import { plainPath } from '../../gateway/traffic/match/request-path.ts';
import { trialSpace } from '../setup/traffic-exchange.ts';
import { verifies } from '../setup/verifies.ts';

interface Given {
  readonly paths?: readonly string[];
  readonly host?: string;
  readonly pathRegex?: string;
  readonly methods?: readonly string[];
  readonly priority?: number;
}

const endpoint = (name: string, given: Given): Endpoint => {
  const pattern =
    given.pathRegex === undefined
      ? null
      : patternFor(given.pathRegex, { patterns: new Map(), notes: new Set() });
  return {
    ...{ name, host: given.host ?? '*', paths: (given.paths ?? []).map(readPathPattern), scopes: [] },
    pathRegex: pattern === null ? null : { text: given.pathRegex ?? '', pattern },
    methods: given.methods === undefined ? null : new Set(given.methods),
    priority: given.priority ?? 0,
    pipeline: {
      ...{ spaceId: trialSpace, spaceSlug: 'main', id: name, name, version: 1, steps: [] },
      ...{ bodyBytes: null, answerBytes: null, asksForCertificates: false },
    },
  };
};
const table = (given: Readonly<Record<string, Given>>): HostTable =>
  buildHostTable(Object.entries(given).map(([name, one]) => endpoint(name, one)));
const at = (routes: HostTable, path: string, { host = 'any.test', method = 'GET' } = {}): string => {
  const found = routes.find(host, method, path);
  if (found === null) return 'nothing';
  return 'endpoint' in found ? found.endpoint.name : `only ${[...found.allow].sort().join(' ')}`;
};

verifies('gateway.traffic.match', 'the closest endpoint takes a request, whatever the order', () => {
  const given: Record<string, Given> = {
    all: { paths: ['/*'] },
    orders: { paths: ['/orders'] },
    below: { paths: ['/orders/*'] },
    one: { paths: ['/orders/:id'] },
    mine: { paths: ['/orders/mine'] },
    lines: { paths: ['/orders/:id/lines'] },
    glued: { paths: ['/orders/in*'] },
  };
  const expected: Record<string, string> = {
    '/': 'all',
    '/orders': 'orders',
    '/orders/': 'orders',
    '/orders/7': 'one',
    '/orders/mine': 'mine',
    '/orders/7/lines': 'lines',
    '/orders/7/lines/2': 'below',
    '/orders/invoices/3': 'glued',
    '/ordersx': 'all',
  };
  for (const order of [Object.keys(given), Object.keys(given).reverse()]) {
    const routes = table(Object.fromEntries(order.map((name) => [name, given[name] ?? {}])));
    expect(Object.fromEntries(Object.keys(expected).map((path) => [path, at(routes, path)]))).toEqual(
      expected,
    );
  }
});

verifies('gateway.traffic.match', 'a host by name goes before a pattern, and that before any', () => {
  const routes = table({
    any: { paths: ['/*'] },
    sub: { paths: ['/*'], host: '*.shop.test' },
    deep: { paths: ['/*'], host: '**.deep.test' },
    api: { paths: ['/v1/*'], host: 'api.shop.test' },
  });
  expect(at(routes, '/v1/x', { host: 'api.shop.test' })).toBe('api');
  expect(at(routes, '/v2/x', { host: 'api.shop.test' })).toBe('sub');
  expect(at(routes, '/v1/x', { host: 'a.b.shop.test' })).toBe('any');
  expect(at(routes, '/v1/x', { host: 'a.b.deep.test' })).toBe('deep');
  expect(at(routes, '/v1/x', { host: 'shop.test' })).toBe('any');
});

test('priority goes before everything; a regular expression comes last', () => {
  const routes = table({
    exact: { paths: ['/a/b'] },
    first: { paths: ['/a/*'], priority: 1 },
    pattern: { pathRegex: '^/a/[a-z]+$' },
    late: { pathRegex: '^/z' },
  });
  expect(at(routes, '/a/b')).toBe('first');
  expect(at(routes, '/zebra')).toBe('late');
  expect(at(routes, '/q')).toBe('nothing');
});

verifies('gateway.traffic.one-spelling', 'a regular expression sees no parameters, unless it says so', () => {
  const routes = table({ plain: { pathRegex: '^/a$' }, spoken: { pathRegex: '^/b;v=\\d+$' } });
  expect(at(routes, '/a;x')).toBe('plain');
  expect(at(routes, '/b;v=2')).toBe('spoken');
  expect(at(routes, '/b;v=x')).toBe('nothing');
});

verifies('gateway.traffic.one-spelling', 'letters of any language are matched as they are sent', () => {
  const routes = table({ baker: { paths: ['/bäcker/:id'] }, all: { paths: ['/*'] } });
  for (const path of ['/b%C3%A4cker/1', '/b%c3%a4cker/1', '/b\xc3\xa4cker/1', '/%62%C3%a4cker/1'])
    expect(at(routes, plainPath(path))).toBe('baker');
  expect(at(routes, plainPath('/b%E4cker/1'))).toBe('all');
});

test('methods are part of the match, and what would be taken is told', () => {
  const routes = table({
    read: { paths: ['/orders'], methods: ['GET', 'HEAD'] },
    write: { paths: ['/orders'], methods: ['POST'] },
  });
  expect(at(routes, '/orders')).toBe('read');
  expect(at(routes, '/orders', { method: 'POST' })).toBe('write');
  expect(at(routes, '/orders', { method: 'DELETE' })).toBe('only GET HEAD POST');
});

test('names are read out of the path, decoded', () => {
  const pattern = readPathPattern('/orders/:id/lines/:line');
  expect(parametersOf(pattern, '/orders/a%20b/lines/%C3%A4')).toEqual({ id: 'a b', line: 'ä' });
  expect(() => parametersOf(pattern, '/orders/%FF/lines/1')).toThrow('no text in UTF-8');
});

test.each(['orders', '/a/*/b', '/a?b', '/a//b', '/a/../b', '/:', '/:a/:a', '/a%20b', '/:x*'])(
  'the pattern %s is refused',
  (text) => expect(() => readPathPattern(text)).toThrow('cannot be matched'),
);

verifies('gateway.traffic.one-spelling', 'a path has one spelling, or is refused', () => {
  expect(plainPath('/%61dmin/%7Euser')).toBe('/admin/~user');
  expect(plainPath('//admin///x')).toBe('/admin/x');
  expect(plainPath('/a%20b')).toBe('/a%20b');
  expect(plainPath('/a.b/.well-known/x')).toBe('/a.b/.well-known/x');
  for (const path of [
    '/x/../admin',
    '/x/%2e%2e/admin',
    '/x/.%2E/admin',
    '/./x',
    '/x/..',
    '/x/..;/admin',
    '/;/admin',
    '/x/;a=1/admin',
    '/a%2fb',
    '/a%5Cb',
    '/a\\b',
    '/a%00',
    '/a%',
    '/a%zz',
  ])
    expect(() => plainPath(path)).toThrow('is not taken');
});

verifies(
  'gateway.traffic.one-spelling',
  'no spelling of a guarded path comes in by the way of the others',
  () => {
    const routes = table({ all: { paths: ['/*'] }, admin: { paths: ['/admin/*'] } });
    const letter = (one: string): fc.Arbitrary<string> =>
      fc.constantFrom(
        one,
        `%${one.charCodeAt(0).toString(16)}`,
        `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
      );
    const spelled = fc.tuple(
      fc.constantFrom('/', '//', '/./', '/x/../', '/%2e/', '/;/', '/;a=1/'),
      fc.tuple(...[...'admin'].map(letter)).map((letters) => letters.join('')),
      fc.constantFrom('/', ';a=1/', '//', '%2f', '/./'),
      fc.constant('users'),
    );
    fc.assert(
      fc.property(spelled, (parts) => {
        let path: string;
        try {
          path = plainPath(parts.join(''));
        } catch {
          return;
        }
        expect(at(routes, path)).toBe('admin');
      }),
      { numRuns: 500 },
    );
  },
);

test('names that strangers make up cost no memory', () => {
  const routes = table({ any: { paths: ['/*'] }, sub: { paths: ['/*'], host: '*.shop.test' } });
  for (let n = 0; n < 5_000; n++) expect(at(routes, '/x', { host: `h${n}.test` })).toBe('any');
  expect(at(routes, '/x', { host: 'h1.shop.test' })).toBe('sub');
});
