// slow: thousands of cases, made or read
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkPipeline } from '../../gateway/traffic/document/check-pipeline.ts';
import { checkService } from '../../gateway/traffic/document/check-service.ts';
import { readYaml } from '../../gateway/traffic/document/read-yaml.ts';
import { writeYaml } from '../../gateway/traffic/document/write-yaml.ts';
import { policyTrial } from '../setup/traffic-policies.ts';
import { verifies } from '../setup/verifies.ts';

const { language } = policyTrial();
const place = { spaceId: 'spc_x', pipeline: 'orders', hasService: (name: string) => name === 'backend' };
const check = (document: unknown) => checkPipeline(document, place, language);
const told = (document: unknown) => check(document).problems.map(({ path, message }) => `${path} ${message}`);

const good = {
  apiEndpoints: { orders: { paths: ['/orders', '/orders/*'], methods: 'GET,POST' } },
  policies: [
    { 'key-auth': null },
    { 'rate-limit': [{ condition: { name: 'method', methods: 'POST' }, action: { max: 10 } }] },
    { proxy: [{ action: { serviceEndpoint: 'backend' } }] },
  ],
};

test('a right document has no problems, and a step for each action', () => {
  const { problems, pipeline } = check(good);
  expect(problems).toEqual([]);
  expect(pipeline?.steps).toHaveLength(3);
});

verifies('gateway.traffic.documents.checked', 'all problems are told at once, each with its place', () => {
  const said = told({
    enabeld: true,
    apiEndpoints: {
      'a b': {},
      orders: { host: 'api.example.com:80', paths: '/a/*/b', methods: 'GET /', path: '/x' },
      items: { pathRegex: '(' },
    },
    policies: [
      { 'rate-limits': null },
      { 'rate-limit': { condition: { name: 'metod' }, action: { max: 'many' } } },
      { cors: null, log: null },
      {
        terminate: [
          { condition: { name: 'allOf', conditions: [{ name: 'never' }, { name: 'nevr' }] } },
          { condition: { name: 'expression', expression: '.a ==' } },
        ],
      },
      { proxy: { action: { serviceEndpoint: 'nowhere' } } },
    ],
  });
  for (const wanted of [
    /^\/enabeld .*did you mean "enabled"/,
    /^\/apiEndpoints\/a b /,
    /^\/apiEndpoints\/orders\/host .*without a port/,
    /^\/apiEndpoints\/orders\/paths /,
    /^\/apiEndpoints\/orders\/path .*did you mean "paths"/,
    /^\/policies\/0\/rate-limits .*did you mean "rate-limit"/,
    /^\/policies\/1\/rate-limit\/action\/max /,
    /^\/policies\/1\/rate-limit\/condition\/name .*did you mean "method"/,
    /^\/policies\/2 .*exactly one policy/,
    /^\/policies\/3\/terminate\/0\/condition\/conditions\/1\/name .*did you mean "never"/,
    /^\/policies\/3\/terminate\/1\/condition\/expression /,
    /^\/policies\/4\/proxy\/action\/serviceEndpoint .*nowhere/,
  ])
    expect(said).toContainEqual(expect.stringMatching(wanted));
  expect(check({ ...good, enabled: 'yes' }).pipeline).toBeNull();
});

test('regular expressions and methods are looked at when the rest is right', () => {
  const said = told({ ...good, apiEndpoints: { a: { pathRegex: '(' }, b: { methods: ['GET', 'G T'] } } });
  expect(said).toEqual([
    expect.stringMatching(/^\/apiEndpoints\/a\/pathRegex cannot be used/),
    expect.stringMatching(/^\/apiEndpoints\/b\/methods "G T"/),
  ]);
});

const word = fc.constantFrom(
  ...[
    'apiEndpoints',
    'policies',
    'condition',
    'action',
    'name',
    'conditions',
    'host',
    'paths',
    'url',
    'urls',
  ],
  ...[
    'rate-limit',
    'proxy',
    'allOf',
    'not',
    'expression',
    'jwt',
    'terminate',
    '__proto__',
    'constructor',
    'tls',
  ],
  ...['clientCertificate', 'key', 'secret', 'sealed', 'toString', 'health', ''],
);
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    word,
    fc.string({ maxLength: 12 }),
    fc.constantFrom(null, true, 0, -1, 1e300, '/*', '/a', '.a', '${x}', 'https://a.example'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(word, tie('value')), { maxLength: 5 }).map((fields) =>
      fields.reduce<object>((made, [name, value]) => {
        Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true });
        return made;
      }, {}),
    ),
  ),
})).value;

verifies('gateway.traffic.documents.checked', 'whatever a document holds, it is judged', () => {
  fc.assert(
    fc.property(anything, anything, (one, other) => {
      for (const document of [one, { apiEndpoints: one, policies: other }, { policies: [one, other] }]) {
        const { problems, pipeline } = check(document);
        expect(problems.length > 0).toBe(pipeline === null);
        const service = checkService(document);
        expect(service.problems.length > 0).toBe(service.service === null);
      }
    }),
    { numRuns: 300 },
  );
});

test('what is written as YAML is read as the same', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 5 }),
      fc.string({ unit: 'binary', maxLength: 30 }),
      (value, text) => {
        const document = {
          value: JSON.parse(JSON.stringify(value)) as unknown,
          [text]: [text, { deep: text }],
          lines: `${text}\n  a\n\nb\n`,
        };
        const { value: read, problems } = readYaml(writeYaml(document));
        expect(problems).toEqual([]);
        expect(read).toEqual(document);
      },
    ),
    { numRuns: 500 },
  );
});

test('ten lines cannot stand for a billion values', () => {
  const lines = Array.from(
    { length: 10 },
    (_, at) =>
      `a${at}: &a${at} [${Array(10)
        .fill(at === 0 ? 'x' : `*a${at - 1}`)
        .join(', ')}]`,
  );
  expect(readYaml(lines.join('\n')).problems).toEqual([
    expect.objectContaining({ message: expect.stringContaining('50000 values') }),
  ]);
  expect(readYaml('a: &a [*a]').problems).toHaveLength(1);
});

test('a service has an address, and its certificate the key that belongs to it', () => {
  const said = (document: unknown) => checkService(document).problems.map(({ path }) => path);
  expect(said({ url: 'https://orders.internal/v2' })).toEqual([]);
  expect(
    said({ urls: ['http://a.example', { url: 'http://b.example', weight: 3 }], balance: 'sticky' }),
  ).toEqual([]);
  expect(said({})).toEqual(['/url']);
  for (const url of [
    'ftp://a',
    'https://user:pw@a.example',
    'https://a.example/?q',
    'a.example',
    'https://a.example/#x',
  ])
    expect(said({ url })).toEqual(['/url']);
  expect(said({ url: 'https://a.example', helth: {} })).toEqual(['/helth']);
  expect(said({ url: 'https://a.example', tls: { ca: '-----BEGIN CERTIFICATE-----\nno' } })).toEqual([
    '/tls/ca',
  ]);
});
