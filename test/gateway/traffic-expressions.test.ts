import { describe, expect, test } from '@jest/globals';
import { isHubError } from '../../core/errors.ts';
import { compileExpression } from '../../gateway/traffic/expressions/expression.ts';
import { compileTemplate } from '../../gateway/traffic/expressions/template.ts';
import { openMetrics } from '../../platform/metrics.ts';
import { exchangeOf, trialSpace } from '../setup/traffic-exchange.ts';
import { movedClock } from '../setup/traffic-policies.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { verifies } from '../setup/verifies.ts';

const surroundings = () => {
  const deps = { clock: movedClock(), log: recordedLog(), metrics: openMetrics() };
  const place = { spaceId: trialSpace, pipeline: 'orders', at: '/policies/0/x', hasService: () => true };
  return { ...deps, where: { place, deps, path: '/action/jq' } };
};

const { where } = surroundings();
const consumer = {
  id: 'con_1',
  name: 'ada',
  scopes: new Set(['read']),
  credentialId: 'c',
  metadata: { n: 1 },
};

describe('expressions', () => {
  test('see the request as it stands', () => {
    const exchange = exchangeOf({
      method: 'PUT',
      url: '/orders/7?a=1&a=2&b=%C3%BC',
      headers: { 'X-One': '1', 'x-gone': '2' },
      client: '192.0.2.9',
      secure: true,
      endpoint: 'orders',
      parameters: { id: '7' },
      consumer,
    });
    exchange.outgoing.headers = new Map([
      ['x-gone', null],
      ['x-new', 'n'],
    ]);
    expect(compileExpression('.', where).value(exchange)).toEqual({
      request: {
        method: 'PUT',
        path: '/orders/7',
        query: { a: ['1', '2'], b: 'ü' },
        rawQuery: 'a=1&a=2&b=%C3%BC',
        headers: { host: 'api.example.test', 'x-one': '1', 'x-new': 'n' },
        host: 'api.example.test',
        ip: '192.0.2.9',
        scheme: 'https',
        id: exchange.requestId,
      },
      parameters: { id: '7' },
      endpoint: 'orders',
      pipeline: 'trial',
      space: 'main',
      consumer: { id: 'con_1', name: 'ada', scopes: ['read'], metadata: { n: 1 } },
      body: null,
    });
    expect(compileExpression('.request.query.a[1]', where).value(exchange)).toBe('2');
    expect(compileExpression('.request | .query.b', where).value(exchange)).toBe('ü');
    expect(compileExpression('.request | keys | length', where).value(exchange)).toBe(9);
    expect(compileExpression('now | type', where).value(exchange)).toBe('number');
  });

  test('see a body that somebody has read', async () => {
    const exchange = exchangeOf({
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: '{"a":{"b":3}}',
    });
    const program = compileExpression('.body.a.b', where);
    expect(program.value(exchange)).toBeNull();
    await exchange.readBody(100);
    expect(program.value(exchange)).toBe(3);
  });

  test('names of headers and parameters that mean something to JavaScript are plain names', () => {
    const exchange = exchangeOf({ url: '/?__proto__=1&constructor=2', headers: { constructor: 'x' } });
    expect(compileExpression('.request.query | keys', where).value(exchange)).toEqual([
      '__proto__',
      'constructor',
    ]);
    expect(compileExpression('.request.headers.toString', where).value(exchange)).toBeNull();
    expect(compileExpression('.request.headers.constructor', where).value(exchange)).toBe('x');
  });

  verifies(
    'gateway.traffic.expressions',
    'one that fails is a 500 without what was inside, counted each time and told once a minute',
    async () => {
      const { deps, place } = { ...surroundings().where };
      const program = compileExpression('.request.headers.token | tonumber', {
        deps,
        place,
        path: '/action/jq',
      });
      const exchange = exchangeOf({ headers: { token: 'very-secret' } });
      const fail = () => {
        try {
          return program.value(exchange);
        } catch (error) {
          return error;
        }
      };
      const first = fail();
      expect(isHubError(first, 'expression_failed') && first.status).toBe(500);
      expect(String(first)).not.toContain('secret');
      fail();
      const log = deps.log;
      expect(log.lines).toHaveLength(1);
      expect(log.lines[0]?.fields).toMatchObject({
        pipeline: 'orders',
        at: '/policies/0/x/action/jq',
        failure: 'run',
      });
      expect(JSON.stringify(log.lines)).not.toContain('secret');
      deps.clock.move(60_000);
      fail();
      expect(log.lines).toHaveLength(2);
      expect(await deps.metrics.text()).toContain('hub_traffic_expression_failures_total{failure="run"} 3');
    },
  );

  verifies('gateway.traffic.expressions', 'one that takes too long is stopped', () => {
    const exchange = exchangeOf();
    for (const source of ['[range(1e9)]', 'def f: f; f', '"x" * 1e9', '[limit(1e8; repeat(1))] | length'])
      expect(() => compileExpression(source, where).value(exchange)).toThrow(
        'An expression of this route failed',
      );
  });

  test('one that is wrong is refused with its column', () => {
    expect(() => compileExpression('.a ||', where)).toThrow('"/action/jq": this is no expression');
    expect(() => compileExpression('.a | foo', where)).toThrow('line 1, column 6');
  });
});

describe('templates', () => {
  const exchange = exchangeOf({ url: '/a?x=1', headers: { 'x-a': 'one' }, parameters: { id: '7' } });
  const text = (source: string): string => compileTemplate(source, where).text(exchange);

  test('put in what expressions give', () => {
    expect(text('plain')).toBe('plain');
    expect(text('')).toBe('');
    expect(text('/x/${.parameters.id}?a=${.request.headers["x-a"]}!')).toBe('/x/7?a=one!');
    expect(text('${.missing}')).toBe('');
    expect(text('${ {a: {b: 1}} } and ${[1]}')).toBe('{"a":{"b":1}} and [1]');
    expect(text('${"a } b \\("}" + "\\"") c"}')).toBe('a } b }" c');
    expect(text('costs $5 {as it is}')).toBe('costs $5 {as it is}');
  });

  test('keep the kind of a value that stands alone', () => {
    expect(compileTemplate('${ {n: 1} }', where).value(exchange)).toEqual({ n: 1 });
    expect(compileTemplate('${1}', where).value(exchange)).toBe(1);
    expect(compileTemplate('a${1}', where).value(exchange)).toBe('a1');
    expect(compileTemplate('a', where).constant).toBe('a');
  });

  test('without an end are refused', () => {
    expect(() => compileTemplate('a ${.b', where)).toThrow('has no "}" that ends it');
    expect(() => compileTemplate('${"}', where)).toThrow('has no "}" that ends it');
    expect(() => compileTemplate('${.a |}', where)).toThrow('this is no expression');
  });
});
