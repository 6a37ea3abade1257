// slow: thousands of cases, made or read
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { compile } from '../../core/jq/compile.ts';
import type { ObjectValue } from '../../core/jq/value.ts';
import { conditionToJq } from '../../gateway/traffic/document/import/to-jq.ts';
import { readConfig } from '../../gateway/traffic/document/import/read-config.ts';
import { verifies } from '../setup/verifies.ts';

const read = (text: string, variables: Record<string, string> = {}) =>
  readConfig(text, { variables: new Map(Object.entries(variables)) });
const documentsOf = (text: string, variables: Record<string, string> = {}) =>
  Object.fromEntries(
    read(text, variables).documents.map(({ kind, name, document }) => [`${kind} ${name}`, document]),
  );

const file = `http: { port: \${PORT:-8080} }
apiEndpoints:
  first: { host: '*', paths: '/api/*' }
  second: { host: '*', paths: /api/orders, methods: [GET] }
  alone: { host: x.example.com, paths: '/x/:id?', methods: 'PUT,POST', scopes: [write] }
serviceEndpoints:
  backend: { url: '\${BACKEND}', proxyOptions: { changeOrigin: false } }
policies: [proxy, log, rate-limit, headers, expression]
pipelines:
  main:
    apiEndpoints: [first, second]
    policies:
      - log: { action: { message: '\${req.method} by \${consumer.id}' } }
      - rate-limit:
          - action: { max: 5, rateLimitBy: '\${req.headers["x-tenant"]}', delayMs: 3 }
      - headers: { action: { headersPrefix: x-, forwardHeaders: { plan: "'gold'", path: req.path } } }
      - proxy: { condition: { name: expression, expression: "req.method === 'GET'" }, action: { serviceEndpoint: backend, strategy: round-robin, toProxy: false } }
  other:
    apiEndpoint: alone
    policies: { proxy: { action: { serviceEndpoint: backend } } }
`;

describe('a file of express-gateway', () => {
  test('becomes services and pipelines with endpoints of their own', () => {
    const documents = documentsOf(file, { BACKEND: 'http://backend:3000' });
    expect(documents['service backend']).toEqual({ url: 'http://backend:3000' });
    expect(documents['pipeline other']).toMatchObject({
      apiEndpoints: {
        alone: { host: 'x.example.com', paths: ['/x', '/x/:id'], methods: 'PUT,POST', scopes: ['write'] },
      },
      policies: [{ proxy: { action: { serviceEndpoint: 'backend', changeOrigin: false } } }],
    });
    expect(documents['pipeline main']).toMatchObject({
      policies: [
        {
          log: { action: { message: expect.stringMatching(/^\$\{\.request\.method\} by \$\{.*\.consumer/) } },
        },
        {
          'rate-limit': [
            { action: { max: 5, rateLimitBy: expect.stringContaining('.request.headers["x-tenant"]') } },
          ],
        },
        { headers: { action: { forwardHeaders: { plan: 'gold', path: '${.request.path}' } } } },
        {
          proxy: {
            condition: { name: 'expression', expression: '(.request.method == "GET")' },
            action: { serviceEndpoint: 'backend', strategy: 'round-robin', changeOrigin: false },
          },
        },
      ],
    });
    const { problems, notes } = read(file, { BACKEND: 'http://backend:3000' });
    expect(problems).toEqual([]);
    expect(notes.map(({ path, line }) => `${line}: ${path}`)).toEqual([
      '1: /http',
      expect.stringMatching(/^15: .*delayMs$/),
    ]);
  });

  test('keeps its order where endpoints overlap, and only there', () => {
    const { apiEndpoints } = documentsOf(file, { BACKEND: 'http://b' })['pipeline main'] as {
      apiEndpoints: Record<string, { priority?: number }>;
    };
    expect(apiEndpoints['first']?.priority).toBe(2);
    expect(apiEndpoints['second']?.priority).toBe(1);
    const order = (endpoints: string) =>
      Object.values(
        (
          documentsOf(`apiEndpoints: ${endpoints}\npipelines: { p: { apiEndpoints: [a, b], policies: [] } }`)[
            'pipeline p'
          ] as { apiEndpoints: Record<string, { priority?: number }> }
        ).apiEndpoints,
      ).map(({ priority }) => priority);
    for (const apart of [
      '{ a: { paths: /a }, b: { paths: /b } }',
      '{ a: { paths: /a, methods: GET }, b: { paths: /a, methods: POST } }',
      '{ a: { host: a.example.com }, b: { host: b.example.com } }',
      '{ a: { paths: /a/x }, b: { paths: "/b/*" } }',
      '{ a: { paths: "/a/:x/c" }, b: { paths: "/a/b/d" } }',
    ])
      expect([apart, order(apart)]).toEqual([apart, [undefined, undefined]]);
    for (const over of [
      '{ a: { paths: "/a*" }, b: { paths: "/ab/c" } }',
      '{ a: { paths: "/:x" }, b: { paths: "/a" } }',
      '{ a: { paths: ["/z", "/A"] }, b: { paths: "/a" } }',
      '{ a: { host: "*.example.com" }, b: { host: x.example.com } }',
      '{ a: { pathRegex: "^/x" }, b: { paths: /y } }',
    ])
      expect([over, order(over)]).toEqual([over, [2, 1]]);
  });

  verifies('gateway.traffic.import', 'names what it cannot take with its line', () => {
    const wrong = `apiEndpoints:
  api: { paths: '/*' }
serviceEndpoints:
  backend: { url: 'http://b' }
policies: [proxy, expression]
pipelines:
  main:
    apiEndpoints: [api, appi]
    policies:
      - expression: { action: { jscode: 'req.x = 1' } }
      - proxy:
          - condition: { name: expression, expression: 'eval("1")' }
            action: { serviceEndpoint: backend }
      - log: { action: { message: x } }
`;
    const [, main] = read(wrong).documents;
    expect(main?.problems.map(({ line, message }) => `${line} ${message}`)).toEqual([
      expect.stringMatching(/^8 There is no API endpoint "appi": did you mean "api"/),
      expect.stringMatching(/^14 the policy "log" is not in the list/),
      expect.stringMatching(/^10 .*JavaScript/),
      expect.stringMatching(/^12 .*"eval/),
    ]);
    expect(read('pipelins: {}').problems).toEqual([
      expect.objectContaining({ line: 1, message: expect.stringContaining('did you mean "pipelines"') }),
    ]);
    expect(read('a: [').problems[0]).toMatchObject({ line: 1 });
    expect(read('- a').problems[0]?.message).toContain('no gateway.config.yml');
  });
});

test('a variable keeps its kind without quotes, and asks for a value that it has not', () => {
  const text =
    'serviceEndpoints: { a: { url: "${URL:-http://x}", n: ${N}, s: "${N}", k: ${KEY}, t: "a ${GONE} $${N} ${req.path}" } }';
  const { documents } = read(text, { N: '5' });
  expect(documents[0]?.document).toEqual({
    url: 'http://x',
    n: 5,
    s: '5',
    k: '${KEY}',
    t: 'a ${GONE} $${N} ${req.path}',
  });
  expect([...(documents[0]?.missing ?? [])]).toEqual([['/k', 'KEY']]);
  expect(documents[0]?.problems).toEqual([
    expect.objectContaining({ message: expect.stringContaining('"GONE"') }),
  ]);
  expect(
    documentsOf(`expressions: jq\n${text}`, { N: '5', GONE: 'x', KEY: 'k: [' })['service a'],
  ).toMatchObject({
    k: 'k: [',
    t: 'a x ${N} ${req.path}',
  });
});

const request = {
  ...{
    method: 'POST',
    path: '/a/b',
    url: '/a/b?n=5',
    originalUrl: '/a/b?n=5',
    hostname: 'h.example.com',
    ip: '10.0.0.1',
  },
  ...{
    protocol: 'https',
    secure: true,
    headers: { host: 'h.example.com', 'x-a': 'Gold', 'x-n': '7', empty: '' },
  },
  ...{
    query: { n: '5', q: '' },
    params: { id: '42' },
    body: { a: { b: 1, list: ['x', 'y'] }, t: 'text' },
  },
};
const facts = (consumer: ObjectValue | null): ObjectValue => ({
  request: {
    ...{ method: 'POST', path: '/a/b', rawQuery: 'n=5', query: request.query, headers: request.headers },
    ...{ host: request.hostname, ip: request.ip, scheme: 'https', id: 'req_1' },
  },
  ...{ parameters: request.params, endpoint: 'api', consumer, body: request.body },
});

interface Trial {
  readonly source: string;
  readonly consumer: ObjectValue | null;
}

/** As express-gateway evaluates them, in a process of their own. */
const inJavaScript = (trials: readonly Trial[]): unknown[] => {
  const program = `
    const { trials, request } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
    process.stdout.write(JSON.stringify(trials.map(({ source, consumer }) => {
      const user = consumer ?? undefined;
      const known = { req: { ...request, user }, consumer: user, requestID: 'req_1', apiEndpoint: { apiEndpointName: 'api' } };
      try { return Boolean(require('node:vm').runInNewContext(source, known)); } catch { return 'fails'; }
    })));`;
  const input = JSON.stringify({ trials, request });
  return JSON.parse(
    execFileSync(process.execPath, ['-e', program], { input, encoding: 'utf8', maxBuffer: 1e8 }),
  ) as unknown[];
};

const inJq = ({ source, consumer }: Trial): unknown => {
  const program = compile(conditionToJq(source), { variables: ['context'] });
  try {
    const value = program.first(facts(consumer), {}, { fuel: 50_000, size: 1_000_000, depth: 200 });
    return value !== false && value !== null && value !== undefined;
  } catch {
    return 'fails';
  }
};

const isTaken = (source: string): boolean => {
  try {
    conditionToJq(source);
    return true;
  } catch {
    return false;
  }
};

const value = fc.constantFrom(
  ...[
    'req.method',
    'req.path',
    'req.url',
    'req.headers["x-a"]',
    'req.headers.host',
    'req.headers.gone',
    'req.headers.empty',
  ],
  ...[
    'req.query.n',
    'req.query.q',
    'req.query["gone"]',
    'req.params.id',
    'req.body.a.b',
    'req.body.a.gone',
    'req.body.gone.b',
  ],
  ...[
    'req.body.a.list',
    'req.body.t.length',
    'req.body.no',
    'req.body.gone?.b',
    'req.ip',
    'consumer',
    'consumer.id',
    'req.user.username',
    'consumer?.id',
  ],
  ...[
    "'Gold'",
    "''",
    "'POST'",
    '5',
    '0',
    'true',
    'false',
    'null',
    'undefined',
    "'7'",
    "['x', 'POST']",
    '-1',
    'requestID',
    'apiEndpoint.apiEndpointName',
  ],
  ...[
    '`a${req.method}`',
    'req.headers["x-a"].toLowerCase()',
    'Number(req.query.n)',
    'req.body["t"]',
    'req.headers[req.body.t]',
  ],
);
const expressions = fc.letrec<{ of: string }>((tie) => ({
  of: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    value,
    fc
      .tuple(value, fc.constantFrom('===', '!==', '<', '>', '<=', '>=', '==', '!=', '+'), value)
      .map(([a, sign, b]) => `(${a} ${sign} ${b})`),
    fc
      .tuple(value, fc.constantFrom('includes', 'startsWith', 'endsWith', 'indexOf'), value)
      .map(([a, name, b]) => `${a.startsWith('-') ? `(${a})` : a.replace(/^(\d+)$/, '($1)')}.${name}(${b})`),
    fc.tuple(tie('of'), fc.constantFrom('&&', '||'), tie('of')).map(([a, sign, b]) => `(${a} ${sign} ${b})`),
    tie('of').map((a) => `!(${a})`),
    fc.tuple(tie('of'), tie('of'), tie('of')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
  ),
})).of;

verifies('gateway.traffic.import.expressions', 'what is translated decides as JavaScript does', () => {
  const consumers = fc.constantFrom(null, { id: 'app', username: 'app', name: 'app' });
  const trials = fc
    .sample(fc.record({ source: expressions, consumer: consumers }), 5_000)
    .filter(({ source }) => isTaken(source));
  expect(trials.length).toBeGreaterThan(1_000);
  const there = inJavaScript(trials);
  // Where JavaScript goes on with a value that is none, jq may refuse: never the other way round.
  const differing = trials.flatMap((trial, at) => {
    const here = inJq(trial);
    return here === there[at] || here === 'fails' ? [] : [{ ...trial, here, there: there[at] }];
  });
  expect(differing.slice(0, 5)).toEqual([]);
});

test.each([
  ["req.method === 'POST' && req.headers['x-a'].startsWith('Go')", true],
  ["['GET', 'POST'].includes(req.method)", true],
  ["req.url.indexOf('/a') === 0 ? req.query.n > 4 : false", true],
  ["!req.headers.gone || req.path.endsWith('zz')", true],
  ["consumer && consumer.id === 'app'", false],
])('%s', (source, expected) => {
  const trial = { source, consumer: null };
  expect([inJavaScript([trial])[0], inJq(trial)]).toEqual([expected, expected]);
});

test.each([
  'process.exit()',
  'this.constructor.constructor("return process")()',
  'req.query.n == 5',
  'req.query.n === null',
  'req.query.n > null',
  // Each list that is written is a new one.
  "['x'] === ['x']",
  "req.body.list !== ['x']",
  "req.url.includes(['x'])",
  'function () {}',
  'x => 1',
  'req.a = 1',
  'req.socket.remoteAddress',
  'consumer.password',
  'a'.repeat(6_000),
  '('.repeat(3_000),
  '!'.repeat(3_000),
])('%.60s is not taken', (source) => {
  expect(() => conditionToJq(source)).toThrow();
});

test('any text is translated or refused, in no time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ maxLength: 200 }), (one, other) => {
      for (const text of [one, other, `req.${one}`, `pipelines: {a: ${one}}`])
        try {
          readConfig(text, { variables: new Map() });
          conditionToJq(text);
        } catch (error) {
          expect(error).toMatchObject({ code: 'import_failed' });
        }
    }),
    { numRuns: 500 },
  );
});
