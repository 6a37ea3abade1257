// needs: kafka
// slow: starts Kafka
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Subscription } from '../../../flows/calls/function-call.ts';
import { clusterIdOf, ensureTopic, openSender } from '../../../platform/kafka.ts';
import { kafkaAccounts, startKafka, type KafkaServer } from '../../components/kafka.ts';
import { kindOf, startCalls, type CallTrial } from '../../setup/function-calls.ts';
import { recordedLog } from '../../setup/recorded-log.ts';
import { startUpstream, type Upstream } from '../../setup/upstream.ts';
import { verifies } from '../../setup/verifies.ts';

/** `call: asyncapi` with a real Kafka, by the servers of a document. */
let kafka: KafkaServer;
let trial: CallTrial;
let upstream: Upstream;
const log = recordedLog();

const document = (): string => `
asyncapi: 3.0.0
servers:
  open: { host: '${kafka.brokers.join(',')}', protocol: kafka }
  secure:
    host: '${kafka.secure.broker}'
    protocol: kafka-secure
    security: [{ $ref: '#/components/securitySchemes/sent' }]
  any: { host: '${kafka.secure.broker}', protocol: kafka-secure }
  hidden: { host: 'own.test:${kafka.brokers[0]?.split(':')[1]}', protocol: kafka }
channels:
  orders: { address: 'orders.{place}' }
  bound: { address: nowhere, bindings: { kafka: { topic: orders.bound } } }
operations:
  put: { action: send, channel: { $ref: '#/channels/orders' } }
  putBound: { action: send, channel: { $ref: '#/channels/bound' } }
  take: { action: receive, channel: { $ref: '#/channels/orders' } }
components:
  securitySchemes:
    sent: { type: plain }
`;

beforeAll(async () => {
  kafka = await startKafka();
  trial = startCalls({ ca: [kafka.secure.certificate] });
  upstream = await startUpstream((_, response) => void response.end(document()));
});
afterAll(async () => {
  await trial.stop();
  await upstream.stop();
  await kafka.stop();
});

const given = (more: object) => ({ document: { endpoint: `${upstream.origin}/kafka.yaml` }, ...more });
const rules = (more: Partial<Subscription>): Subscription => ({ amount: null, forMs: null, ...more });
const open = { server: { name: 'open' } };

const newTopic = async (partitions = 1): Promise<{ input: { place: string }; topic: string }> => {
  const place = randomBytes(6).toString('hex');
  await ensureTopic({ brokers: kafka.brokers, log }, `orders.${place}`, partitions);
  return { input: { place }, topic: `orders.${place}` };
};

/** Sends again and again, as nobody knows when the other side begins to listen, until `call` is over. */
const whileSending = async <T>(
  call: Promise<T>,
  sendOne: (number: number) => Promise<unknown>,
): Promise<T> => {
  let over = false;
  const ended = call.finally(() => (over = true));
  ended.catch(() => undefined);
  for (let number = 0; !over; number++) await sendOne(number);
  return ended;
};

const put = (more: object, input: object) =>
  trial.output('asyncapi', given({ operation: 'put', ...open, ...more }), { input });

verifies(
  'flows.calls.kafka',
  'what a flow publishes, a flow receives: payload, headers and key',
  async () => {
    const { input, topic } = await newTopic(3);
    const message = { payload: { sku: 'a1', n: 2 }, headers: { 'kafka-key': 'customer 7', Trace: 'x' } };
    const places = new Set<number>();
    const messages = await whileSending(
      trial.output('asyncapi', given({ operation: 'take', ...open }), {
        input,
        subscription: rules({ amount: 2, forMs: 60_000 }),
      }),
      async () => {
        const written = (await put({ message }, input)) as { partition: number };
        expect(written).toMatchObject({ topic, offset: expect.any(Number) });
        places.add(written.partition);
      },
    );
    const heard = {
      payload: { sku: 'a1', n: 2 },
      headers: { 'kafka-key': 'customer 7', Trace: 'x', 'idempotency-key': 'run-1/do/0/it' },
    };
    expect(messages).toEqual([heard, heard]);
    // The key decides where.
    expect(places.size).toBe(1);
  },
);

test('messages of others are received as well, in their order, until they are enough', async () => {
  const { input, topic } = await newTopic();
  const sender = openSender({ brokers: kafka.brokers, log });
  try {
    const got = (await whileSending(
      trial.output('asyncapi', given({ operation: 'take', ...open }), {
        input,
        subscription: rules({
          forMs: 60_000,
          filter: (message) => ((message as { payload: number }).payload & 1) === 0,
          until: (message) => (message as { payload: number }).payload % 10 === 8,
        }),
      }),
      (number) =>
        sender.send(topic, [{ key: 'k', value: JSON.stringify(number), contentType: 'application/json' }]),
    )) as { payload: number; headers: object }[];
    const numbers = got.map(({ payload }) => payload);
    const first = numbers[0] ?? 0;
    expect(numbers).toEqual(numbers.map((_, at) => first + 2 * at));
    expect(numbers.at(-1)).toBe(Math.floor(first / 10) * 10 + 8);
    expect(got[0]?.headers).toEqual({ 'kafka-key': 'k', 'content-type': 'application/json' });
  } finally {
    await sender.stop();
  }
});

test('a subscription whose time is over gives what it has', async () => {
  const { input } = await newTopic();
  const subscription = rules({ amount: 5, forMs: 700 });
  expect(
    await trial.output('asyncapi', given({ operation: 'take', ...open }), { input, subscription }),
  ).toEqual([]);
});

test('a run that is cancelled ends its subscription', async () => {
  const { input } = await newTopic();
  const abort = new AbortController();
  const call = trial.call('asyncapi', given({ operation: 'take', ...open }), {
    ...{ input, subscription: rules({ amount: 1 }), signal: abort.signal },
  });
  setImmediate(() => abort.abort());
  await expect(call).rejects.toMatchObject({ code: 'cancelled' });
});

test('the topic of a binding goes before the address; one that is not there is not made', async () => {
  const message = { payload: 1 };
  const told = await trial.fault('asyncapi', given({ operation: 'putBound', ...open, message }));
  expect(kindOf(told)).toBe('communication');
  expect(told.detail).toContain('"orders.bound": it has no such topic');
  const bad = await trial.fault('asyncapi', given({ operation: 'put', ...open, message }), {
    input: { place: 'a b' },
  });
  expect(bad.detail).toContain('is no name of a topic');
});

verifies(
  'flows.calls.kafka',
  'accounts sign in over TLS as well as the broker can; tokens do too',
  async () => {
    const { input } = await newTopic();
    const message = { payload: 'hello' };
    const by = (authentication: object, name = 'any') =>
      trial.output('asyncapi', given({ operation: 'put', message, server: { name }, authentication }), {
        input,
      });
    await expect(by({ basic: kafkaAccounts.scram })).resolves.toMatchObject({ partition: 0 });
    await expect(by({ digest: kafkaAccounts.scram })).resolves.toMatchObject({ partition: 0 });
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const seconds = Math.floor(Date.now() / 1000);
    const claims = { sub: 'hub', iat: seconds, exp: seconds + 60 };
    const token = `${part({ alg: 'none' })}.${part(claims)}.`;
    await expect(by({ bearer: { token } })).resolves.toMatchObject({ partition: 0 });
  },
);

test('an account that the document wants to be sent is sent, and refusals say who refused', async () => {
  const { input } = await newTopic();
  const message = { payload: 'hello' };
  const secure = { name: 'secure' };
  const at = (server: object, authentication: object | null) =>
    given({ operation: 'put', message, server, ...(authentication !== null && { authentication }) });
  const { plain, scram } = kafkaAccounts;
  const any = { name: 'any' };
  for (const wrong of [{ basic: { ...scram, password: 'another' } }, { bearer: { token: 'no-token' } }]) {
    const told = await trial.fault('asyncapi', at(any, wrong), { input });
    expect(kindOf(told)).toBe('authentication');
    expect(told.detail).toContain(kafka.secure.broker);
    expect(JSON.stringify(told)).not.toContain('another');
  }
  expect(kindOf(await trial.fault('asyncapi', at(any, null), { input }))).toBe('communication');
  await expect(trial.output('asyncapi', at(secure, { basic: plain }), { input })).resolves.toBeDefined();
  const told = await trial.fault('asyncapi', at(secure, { digest: plain }), { input });
  expect(told.detail).toContain('that is "basic", not "digest"');
});

verifies('flows.calls.kafka-wall', "no flow reaches the cluster of the hub's own events", async () => {
  const { input } = await newTopic();
  const message = { payload: 1 };
  const clusterId = () => clusterIdOf({ brokers: kafka.brokers, log });
  const known = startCalls({
    ca: [kafka.secure.certificate],
    ownKafka: { brokers: kafka.brokers, clusterId },
  });
  const put = (name: string) =>
    known.fault('asyncapi', given({ operation: 'put', server: { name }, message, authentication: null }), {
      input,
    });
  try {
    // By its address, and by another name of it.
    for (const name of ['open', 'hidden']) {
      const told = await put(name);
      expect(kindOf(told)).toBe('authorization');
      expect(told.detail).toContain('it belongs to the hub itself');
    }
  } finally {
    await known.stop();
  }
  // By an address that nobody knew of: the cluster says itself which one it is.
  const other = startCalls({
    ca: [kafka.secure.certificate],
    ownKafka: { brokers: ['127.0.0.9:1'], clusterId },
  });
  try {
    const authentication = { basic: kafkaAccounts.scram };
    const told = await other.fault(
      'asyncapi',
      given({ operation: 'put', server: { name: 'any' }, message, authentication }),
      { input },
    );
    expect(kindOf(told)).toBe('authorization');
    expect(told.detail).toContain('carries its own events');
  } finally {
    await other.stop();
  }
});
