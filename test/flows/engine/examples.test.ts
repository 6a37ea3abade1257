import { describe, expect, test } from '@jest/globals';
import type { FlowEvent } from '../../../flows/engine/messages.ts';
import { driveProgram, programOf, type Answer, type Work } from '../../setup/flow-driver.ts';
import { lookUpStandard } from '../../setup/catalogue.ts';
import { filesIn, standard } from '../../setup/flow-documents.ts';
import { textOf } from '../../setup/sources.ts';
import { verifies } from '../../setup/verifies.ts';

/** Every example of the standard through the engine, with calls answered by the test: what becomes of each. */

interface Expected {
  readonly input?: unknown;
  readonly send?: readonly Partial<FlowEvent>[];
  readonly answer?: (work: Work) => Answer;
  /** What is asked of the outside: functions and processes. */
  readonly works?: readonly string[];
  readonly output?: unknown;
  readonly error?: Readonly<Record<string, unknown>>;
  readonly elapsed?: number;
  readonly emitted?: number;
  /** It goes on for as long as there are events. */
  readonly status?: 'running';
}

const pet = { id: 1, name: 'milou' };
const http = { works: ['http'], output: pet };
const openapi = { works: ['openapi'], output: pet };
const asyncapi = { works: ['asyncapi'], output: pet };
const container = { works: ['container'], output: 'out' };
const search = { input: { searchQuery: 'x' }, ...http };
const notImplemented = {
  type: 'https://serverlessworkflow.io/errors/not-implemented',
  ...{ status: 500, title: 'Not Implemented', instance: '/do/0/notImplemented' },
  detail: "The workflow 'raise-not-implemented:0.1.0' is a work in progress and cannot be run yet",
};
const measured = 'com.fake-hospital.vitals.measurements';
const hot = { type: `${measured}.temperature`, data: { temperature: 39 } };
const cool = { type: `${measured}.temperature`, data: { temperature: 37 } };
const fast = { type: `${measured}.bpm`, data: { bpm: 120 } };
const startEvent = { type: 'io.serverlessworkflow.samples.events.trigger.v1', data: 7 };
const busy = { failure: { kind: 'communication', status: 503, detail: '' } } as const;
const missing = { failure: { kind: 'communication', status: 404, detail: '' } } as const;
const expression = 'https://serverlessworkflow.io/spec/1.0.0/errors/expression';

const expectations: Readonly<Record<string, Expected>> = {
  // It takes what it heard for one event, and a listener gives a list of them.
  'accumulate-room-readings.yaml': {
    send: [
      { type: 'my.home.sensors.temperature', source: 'https://my.home.com/sensor', roomid: 'k' },
      { type: 'my.home.sensors.humidity', source: 'https://my.home.com/sensor', roomid: 'b' },
      { type: 'my.home.sensors.humidity', source: 'https://my.home.com/sensor', roomid: 'k' },
    ],
    works: [],
    error: { type: expression, instance: '/do/0/consumeReading' },
  },
  'authentication-bearer-uri-format.yaml': http,
  'authentication-bearer.yaml': http,
  'authentication-oauth2-secret.yaml': http,
  'authentication-oauth2.yaml': http,
  'authentication-oidc-secret.yaml': http,
  'authentication-oidc.yaml': http,
  'authentication-reusable.yaml': http,
  'call-asyncapi-publish.yaml': asyncapi,
  'call-asyncapi-subscribe-consume-amount.yaml': asyncapi,
  'call-asyncapi-subscribe-consume-forever-foreach.yaml': {
    answer: () => ({ output: [{ payload: 1 }, { payload: 2 }] }),
    works: ['asyncapi'],
    output: [{ payload: 1 }, { payload: 2 }],
    emitted: 2,
  },
  'call-asyncapi-subscribe-consume-until.yaml': asyncapi,
  'call-asyncapi-subscribe-consume-while.yaml': asyncapi,
  'call-custom-function-cataloged.yaml': { works: ['script'], output: 'out' },
  'call-custom-function-inline.yaml': http,
  'call-grpc.yaml': { works: ['grpc'], output: pet },
  'call-http-endpoint-interpolation-shorthand.yaml': http,
  'call-http-endpoint-interpolation.yaml': http,
  'call-http-query-headers-expressions.yaml': search,
  'call-http-query-parameters.yaml': search,
  'call-http-redirect.yaml': search,
  'call-mcp.yaml': { works: ['mcp'], output: pet },
  'call-openapi-redirect.yaml': openapi,
  'call-openapi.yaml': openapi,
  'conditional-task.yaml': { input: { customer: { age: 18 } }, ...http },
  'do-multiple.yaml': { works: ['http', 'http'], output: pet },
  'do-single.yaml': http,
  'emit.yaml': { emitted: 1 },
  // With a vet it listens, and then takes the list of what it heard for the pets, as above.
  'for.yaml': { input: { pets: [pet] }, output: { pets: [pet] } },
  'fork.yaml': { input: { patient: {}, room: {} }, works: ['http', 'http'], output: pet },
  'listen-to-all read-envelope.yaml': {
    send: [fast, cool, hot],
    output: [expect.objectContaining(fast), expect.objectContaining(hot)],
  },
  'listen-to-all.yaml': { send: [cool, hot, fast], output: [hot.data, fast.data] },
  'listen-to-any-filter.yaml': { send: [cool, fast], output: [fast.data] },
  'listen-to-any-forever-foreach.yaml': {
    send: [hot, cool, fast],
    works: ['http', 'http', 'http'],
    status: 'running',
  },
  'listen-to-any-until-condition.yaml': {
    send: [1, 2, 3, 4].map((data) => ({ data })),
    output: [1, 2, 3, 4],
  },
  'listen-to-any-until-consumed.yaml': {
    send: [cool, hot, fast, { type: 'com.fake-hospital.patient.checked-out' }],
    output: [hot.data, fast.data],
  },
  'listen-to-any.yaml': { send: [cool], output: [cool.data] },
  'listen-to-one.yaml': {
    send: [cool, { type: 'com.virtual-wf-powered-race.events.race.started.v1' }],
    ...http,
  },
  'mock-service-extension.yaml': http,
  'raise-inline.yaml': { error: notImplemented },
  'raise-reusable.yaml': { error: notImplemented },
  'run-container-cleanup-always.yaml': container,
  'run-container-cleanup-eventually.yaml': container,
  'run-container-stdin-and-arguments.yaml': container,
  'run-container-with-name.yaml': container,
  'run-container-with-pull-policy.yaml': container,
  'run-container.yaml': container,
  'run-return-all.yaml': { ...container, output: { code: 0, stdout: 'out', stderr: 'err' } },
  'run-return-code.yaml': { ...container, output: 0 },
  'run-return-none.yaml': { ...container, output: null },
  'run-return-stderr.yaml': { ...container, output: 'err' },
  'run-script-with-stdin-and-arguments.yaml': { works: ['script'], output: 'out' },
  'run-shell-stdin-and-arguments.yaml': { works: ['shell'], output: 'out' },
  'run-subflow.yaml': { works: ['workflow'], answer: () => ({ output: 'registered' }), output: 'registered' },
  'schedule-cron.yaml': http,
  'schedule-event-driven.yaml': { input: [{ data: { patient: { id: 1 }, timestamp: 'x' } }], ...http },
  'set-expression.yaml': { input: [startEvent], output: startEvent },
  'set.yaml': { input: [startEvent], output: { startEvent } },
  'star-wars-homeworld.yaml': {
    input: { id: 1 },
    answer: ({ place }) => ({
      output: place.startsWith('/do/0/') ? { content: { homeworld: 'https://a.example/1' } } : 'Tatooine',
    }),
    works: ['http', 'http'],
    output: 'Tatooine',
  },
  'switch-then-string.yaml': {
    input: { orderType: 'physical' },
    output: { inventory: 'clear', items: 1, address: 'Elmer St' },
  },
  'try-catch-retry-inline.yaml': {
    answer: () => busy,
    works: Array<string>(6).fill('http'),
    error: { status: 503 },
    elapsed: 93_000,
  },
  'try-catch-retry-reusable.yaml': {
    answer: ({ key }) => (key.includes('!2') ? { output: pet } : busy),
    works: Array<string>(3).fill('http'),
    output: pet,
    elapsed: 9_000,
  },
  'try-catch-then.yaml': { answer: () => missing, works: ['http'], emitted: 1, output: { error: '$error' } },
  'try-catch.yaml': { input: { petId: 5 }, answer: () => missing, works: ['http'], output: { petId: 5 } },
  'wait-duration-inline.yaml': { elapsed: 30_000, output: {} },
  'wait-duration-iso8601.yaml': { elapsed: 30_000, output: {} },
};

const usual = (work: Work): Answer => ({
  output: work.kind === 'call' ? pet : { code: 0, stdout: 'out', stderr: 'err' },
});

describe('an example of the standard comes to its end', () => {
  verifies('flows.examples', 'each of them', () => {
    const files = filesIn(`${standard}/examples`, '.yaml');
    expect(Object.keys(expectations).toSorted()).toEqual(files.toSorted());
  });

  test.each(Object.entries(expectations))('%s', async (file, expected) => {
    const program = await programOf(textOf(`${standard}/examples/${file}`), lookUpStandard);
    const run = driveProgram(program, { input: expected.input ?? {}, answer: expected.answer ?? usual });
    for (const event of expected.send ?? []) run.send(event);
    const { works = [], error = null, status = error === null ? 'completed' : 'faulted' } = expected;
    expect(run.works.map((work) => (work.kind === 'call' ? work.function : work.process))).toEqual(works);
    expect({ status: run.status, error: run.error }).toMatchObject({ status, error });
    if ('output' in expected) expect(run.output).toEqual(expected.output);
    expect(run.elapsed).toBe(expected.elapsed ?? 0);
    expect(run.emitted).toHaveLength(expected.emitted ?? 0);
  });
});
