// needs: express-gateway
// slow: two gateways, and everything that both can do
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { differences, evened, everywhere } from '../setup/gateway-differences.ts';
import { startInProcess } from '../setup/our-gateways.ts';
import { sharedRequests, type SharedRequest } from '../setup/shared-requests.ts';
import { startTwoGateways, type Asked, type Outcome, type TwoGateways } from '../setup/two-gateways.ts';
import { verifies } from '../setup/verifies.ts';

/** The package express-gateway as it is, in a process of its own, and the hub: one file, the same requests, the same outcome. */

let two: TwoGateways;
const met = new Set<string>();
beforeAll(async () => {
  two = await startTwoGateways(startInProcess);
});
afterAll(async () => two.stop());

const compare = async (asked: SharedRequest): Promise<{ theirs: Outcome; ours: Outcome }> =>
  evened({ theirs: await two.theirs(asked), ours: await two.ours(asked) }, (what) => met.add(what));

describe.each(Object.entries(sharedRequests))('%s', (_group, requests) => {
  test.each(requests)('%s', async (_name, asked) => {
    const { theirs, ours } = await compare(asked);
    expect(ours).toEqual(theirs);
  });
});

verifies('gateway.traffic.as-express-gateway', 'both write the line that a policy logs', async () => {
  const asked: SharedRequest = () => ({ path: '/logged', headers: { 'x-a': 'the ninth' } });
  await two.theirs(asked);
  await two.ours(asked);
  expect(two.logs.theirs()).toContain('a line about the ninth with GET');
  expect(two.logs.ours()).toContain('a line about the ninth with GET');
});

const letters = fc.string({
  unit: fc.constantFrom(...'abcxyz019-_~'),
  minLength: 1,
  maxLength: 6,
});
const query = fc.array(fc.tuple(letters, letters), { maxLength: 3 }).map((pairs) => {
  const text = pairs.map(([name, value]) => `${name}=${value}`).join('&');
  return text === '' ? '' : `?${text}`;
});
const below = fc.array(letters, { maxLength: 3 }).map((parts) => parts.map((part) => `/${part}`).join(''));

/** Routes whose outcome is not that of counting, and that are no list of methods: those are differences. */
const routes = [
  ...['/exact', '/below', '/begins', '/named', '/another-of', '/regex', '/host', '/overlap', '/closer'],
  ...['/if/all-of', '/if/one-of', '/if/not', '/if/nested', '/if/path-match', '/if/method', '/if/method-list'],
  ...['/if/host-match', '/if/expression', '/if/expression-both', '/if/expression-either', '/if/json-schema'],
  ...['/proxied', '/kept-host', '/not-prepended', '/path-ignored', '/stripped', '/stripped-name', '/to-root'],
  ...['/headers', '/headers-prefixed', '/request/headers', '/answer/body', '/several-steps', '/nothing'],
  ...['/cors/any', '/cors/one', '/cors/list', '/keys', '/terminate-so'],
];
const value = fc
  .string({ unit: fc.constantFrom(...'abc XYZ019-_.,;=/"\''), minLength: 1, maxLength: 12 })
  .map((text) => text.trim() || 'x');
const jsonValue = fc.oneof(
  fc.record({ a: fc.oneof(fc.integer(), fc.constant([1]), fc.record({ x: fc.boolean() })) }),
  fc.record({ b: fc.integer(), c: fc.array(fc.boolean(), { maxLength: 2 }) }),
);

const requests: fc.Arbitrary<Asked> = fc
  .record({
    route: fc.constantFrom(...routes),
    below: fc.oneof(
      fc.constant(''),
      below,
      fc.constantFrom('-yes', '-no', '/v1/a', '/17', '/42', '/special'),
    ),
    query,
    method: fc.constantFrom('GET', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'),
    host: fc.constantFrom(
      'api.test',
      'api.example.com',
      'a.example.org',
      'shop.example.com',
      'x.y.example.com',
    ),
    headers: fc.record(
      {
        'x-a': value,
        'x-plan': fc.constantFrom('gold', 'lead', 'Gold'),
        'x-secret': value,
        'x-one': value,
        origin: fc.constantFrom('http://one.example', 'http://two.example', 'http://evil.example'),
        'x-answer-status': fc.constantFrom('200', '201', '404', '500', '204', '301'),
        accept: fc.constantFrom('*/*', 'application/json'),
      },
      { requiredKeys: ['x-a'] },
    ),
    body: fc.option(jsonValue, { nil: undefined }),
  })
  .map(({ route, body, query: asked, ...given }) => {
    const hasBody = body !== undefined && ['POST', 'PUT', 'PATCH'].includes(given.method);
    return {
      ...{ method: given.method, host: given.host, path: `${route}${given.below}${asked}` },
      headers: { ...given.headers, ...(hasBody ? { 'content-type': 'application/json' } : {}) },
      ...(hasBody ? { body: JSON.stringify(body) } : {}),
    };
  });

verifies('gateway.traffic.as-express-gateway', 'requests made at random come out the same', async () => {
  await fc.assert(
    fc.asyncProperty(requests, async (asked) => {
      const { theirs, ours } = await compare(() => asked);
      if (!isDeepStrictEqual(JSON.parse(JSON.stringify(ours)), JSON.parse(JSON.stringify(theirs))))
        expect(ours).toEqual(theirs);
    }),
    { numRuns: 800, interruptAfterTimeLimit: 40_000, markInterruptAsFailure: false },
  );
});

describe('differences', () => {
  test.each(differences.map((each) => [each.what, each] as const))('%s', async (_what, each) => {
    const look = async (send: (asked: SharedRequest) => Promise<Outcome>): Promise<unknown> => {
      const before = two.upstream.seen.length;
      const outcome = await send(each.asked).catch((): Outcome => ({
        status: 0,
        headers: {},
        body: 'broken',
        saw: null,
      }));
      return each.look(outcome, two.upstream.seen[before]);
    };
    expect(each.why.length).toBeGreaterThan(10);
    expect(await look(two.theirs)).toEqual(each.theirs);
    expect(await look(two.ours)).toEqual(each.ours);
  });

  verifies('gateway.traffic.as-express-gateway', 'each that shows everywhere did show', () => {
    expect(everywhere.map(({ what }) => what).filter((what) => !met.has(what))).toEqual([]);
  });
});
