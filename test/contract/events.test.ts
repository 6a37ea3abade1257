// needs: kafka
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect } from '@jest/globals';
import { eventSchema, type Fact, type HubEvent } from '../../core/event.ts';
import type { Running, Subscription } from '../../core/ports.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/open.ts';
import { openEventBus } from '../../platform/events/bus.ts';
import { startDispatcher, type DispatcherDeps } from '../../platform/events/dispatcher.ts';
import { startKafkaTransport } from '../../platform/events/kafka-transport.ts';
import { openInProcessHints } from '../../platform/hints/in-process.ts';
import { openReader, openSender } from '../../platform/kafka.ts';
import { startKafka, type KafkaServer } from '../components/kafka.ts';
import { freePort } from '../components/program.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { eventually } from '../setup/eventually.ts';
import { effects, makeLedger, writeEffect } from '../setup/ledger.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { makeSpaces } from '../setup/spaces.ts';
import { verifies } from '../setup/verifies.ts';

let database: TestDatabase;
let kafka: KafkaServer;
let spaces: string[];
const running: Running[] = [];
const log = recordedLog();
const hints = openInProcessHints();
const bus = openEventBus({ hints });

beforeAll(async () => {
  [database, kafka] = await Promise.all([openTestDatabase(30), startKafka()]);
  spaces = await makeSpaces(database.db, 2);
  await makeLedger(database);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
  await database.superuser.query(
    'truncate outbox, event_deliveries, event_subscriptions, test_effects restart identity',
  );
});
afterAll(async () => {
  await kafka.stop();
  await database.drop();
});

const publish = (facts: readonly Fact[], spaceId = spaces[0] ?? ''): Promise<void> =>
  database.db.inSpace(spaceId, (tx) => bus.publish(tx, spaceId, facts));

type Start = (subscriptions: Subscription<Tx>[], deps?: Partial<DispatcherDeps>) => Promise<void>;

const common = () => ({ db: database.db, hints, log, clock: systemClock });
let topic = '';

const direct: Start = async (subscriptions, deps = {}) => {
  running.push(await startDispatcher({ ...common(), subscriptions, routing: 'direct', ...deps }));
};
const overKafka: Start = async (subscriptions, deps = {}) => {
  topic = `hub.${randomBytes(4).toString('hex')}`;
  running.push(await startDispatcher({ ...common(), subscriptions, routing: 'elsewhere', ...deps }));
  running.push(await startKafkaTransport({ ...common(), brokers: kafka.brokers, topic, partitions: 3 }));
};

const noting = (name: string, types: Subscription<Tx>['types'] = 'all'): Subscription<Tx> => ({
  name,
  types,
  handle: async (event, tx) => writeEffect(name)(tx, String((event.data as { n: unknown }).n)),
});

/** Another way to a broker, through which nobody comes before it is opened. */
const doorTo = async (broker: string) => {
  const port = await freePort();
  const door = createServer((socket) => {
    const inside = connect(Number(broker.split(':')[1]), '127.0.0.1');
    socket.on('error', () => inside.destroy());
    inside.on('error', () => socket.destroy());
    socket.pipe(inside).pipe(socket);
  });
  running.push({ stop: async () => void door.close() });
  return { port, open: () => once(door.listen(port, '127.0.0.1'), 'listening') };
};
const soon = { firstMs: 5, maxMs: 20 };
describe.each([
  ['in process', direct],
  ['over Kafka', overKafka],
] as const)('events %s', (_name, start) => {
  verifies('foundation.events.contract', 'an event arrives as a valid envelope that says all', async () => {
    const seen: HubEvent[] = [];
    await start([{ name: 's', types: ['call.ended'], handle: async (event) => void seen.push(event) }]);
    await publish([
      { type: 'call.begun', data: 1 },
      { type: 'call.ended', subject: 'call_1', data: { ö: [1, null, { deep: true }] } },
    ]);
    await eventually(() => seen.length > 0);
    expect(seen).toHaveLength(1);
    expect(eventSchema.parse(seen[0])).toMatchObject({
      type: 'call.ended',
      subject: 'call_1',
      hubspace: spaces[0],
      data: { ö: [1, null, { deep: true }] },
    });
  });

  verifies(
    'foundation.events.contract',
    'each subscription gets the types that it asked for, and runs in the space',
    async () => {
      const roles: string[] = [];
      await start([
        noting('all'),
        noting('some', ['b.done', 'c.done']),
        {
          name: 'where',
          types: 'all',
          handle: async (_event, tx) => {
            const rows = await tx.query<{ space_id: string }>('select space_id from spaces');
            roles.push(rows.map((row) => row.space_id).join());
          },
        },
      ]);
      await publish(['a.done', 'b.done', 'c.done'].map((type, n) => ({ type, data: { n } })));
      await publish([{ type: 'b.done', data: { n: 3 } }], spaces[1]);
      await eventually(() => roles.length === 4);
      await eventually(async () => (await effects(database, 'all')).length === 4);
      await eventually(async () => (await effects(database, 'some')).length === 3);
      expect((await effects(database, 'all')).sort()).toEqual(['0', '1', '2', '3']);
      expect((await effects(database, 'some')).sort()).toEqual(['1', '2', '3']);
      expect(roles.sort()).toEqual([spaces[0], spaces[0], spaces[0], spaces[1]]);
    },
  );

  verifies(
    'foundation.events.outbox',
    'a fact of a transaction that was rolled back is never heard',
    async () => {
      await start([noting('s')]);
      await expect(
        database.db.inSpace(spaces[0] ?? '', async (tx) => {
          await bus.publish(tx, spaces[0] ?? '', [{ type: 'a.done', data: { n: 'never' } }]);
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
      await publish([{ type: 'a.done', data: { n: 'after' } }]);
      await eventually(async () => (await effects(database, 's')).length > 0);
      expect(await effects(database, 's')).toEqual(['after']);
    },
  );

  verifies('foundation.events.order', 'facts of one key keep their order, whoever else is busy', async () => {
    const handle = async (event: HubEvent, tx: Tx): Promise<void> => {
      const { key, n } = event.data as { key: string; n: number };
      // Every third event fails at first: those behind it must wait for it.
      if (n % 3 === 0 && !failed.has(event.id)) {
        failed.add(event.id);
        throw new Error('not yet');
      }
      await writeEffect(key)(tx, String(n));
    };
    const failed = new Set<string>();
    await start([{ name: 's', types: 'all', handle }], { backoff: soon, pollMs: 50 });
    const keys = ['k0', 'k1', 'k2', 'k3'];
    for (let n = 0; n < 12; n++) {
      await Promise.all(keys.map((key) => publish([{ type: 'a.done', key, data: { key, n } }])));
    }
    for (const key of keys) {
      await eventually(async () => (await effects(database, key)).length === 12);
      expect(await effects(database, key)).toEqual(Array.from({ length: 12 }, (_, n) => String(n)));
    }
  });

  verifies(
    'foundation.events.exactly-once',
    'what a failed attempt wrote is undone; in the end it is there once',
    async () => {
      let tries = 0;
      const flaky: Subscription<Tx> = {
        name: 'flaky',
        types: 'all',
        handle: async (event, tx) => {
          await writeEffect('flaky')(tx, String((event.data as { n: number }).n));
          if (++tries < 4) throw new Error('again');
        },
      };
      await start([flaky, noting('steady')], { backoff: soon, pollMs: 20 });
      await publish([{ type: 'a.done', data: { n: 1 } }]);
      await eventually(async () => (await effects(database, 'flaky')).length > 0);
      await eventually(async () => (await effects(database, 'steady')).length > 0);
      expect(await effects(database, 'flaky')).toEqual(['1']);
      expect(await effects(database, 'steady')).toEqual(['1']);
      expect(tries).toBe(4);
    },
  );

  verifies(
    'foundation.events.contract',
    'a poisoned event is given up for its subscription, and nothing else waits for it',
    async () => {
      const picky: Subscription<Tx> = {
        name: 'picky',
        types: 'all',
        handle: async (event, tx) => {
          const { n } = event.data as { n: string };
          if (n === 'poison') throw new Error('cannot digest this, password=hunter22');
          await writeEffect('picky')(tx, n);
        },
      };
      await start([picky, noting('other')], { backoff: soon, pollMs: 20, maxAttempts: 3 });
      await publish([
        { type: 'a.done', key: 'bad', data: { n: 'poison' } },
        { type: 'a.done', key: 'bad', data: { n: 'behind' } },
        { type: 'a.done', key: 'good', data: { n: 'beside' } },
      ]);
      await eventually(async () => (await effects(database, 'picky')).length === 2);
      await eventually(async () => (await effects(database, 'other')).length === 3);
      expect((await effects(database, 'picky')).sort()).toEqual(['behind', 'beside']);
      const { rows } = await database.superuser.query(
        "select subscription, attempts, last_error from event_deliveries where state = 'dead'",
      );
      expect(rows).toEqual([
        { subscription: 'picky', attempts: 3, last_error: 'cannot digest this, password=[redacted]' },
      ]);
    },
  );

  verifies(
    'foundation.events.exactly-once',
    'two processes share the events, each handled once',
    async () => {
      await start([noting('shared')]);
      running.push(
        await startDispatcher({
          ...common(),
          subscriptions: [noting('shared')],
          routing: start === direct ? 'direct' : 'elsewhere',
        }),
      );
      for (let n = 0; n < 20; n++) {
        await publish(
          Array.from({ length: 10 }, (_, at) => ({
            type: 'a.done',
            key: `k${at}`,
            data: { n: n * 10 + at },
          })),
        );
      }
      await eventually(async () => (await effects(database, 'shared')).length >= 200);
      const seen = (await effects(database, 'shared')).map(Number).sort((a, b) => a - b);
      expect(seen).toEqual(Array.from({ length: 200 }, (_, n) => n));
    },
  );
});

verifies(
  'foundation.events.contract',
  'while Kafka does not answer, events are kept, and go out as soon as it does',
  async () => {
    const { port, open } = await doorTo(kafka.brokers[0] ?? '');
    running.push(
      await startDispatcher({ ...common(), subscriptions: [noting('late')], routing: 'elsewhere' }),
    );
    const name = `hub.${randomBytes(4).toString('hex')}`;
    const brokers = [`127.0.0.1:${port}`];
    // Nobody takes an event over from a lease of so long.
    const patient = { brokers, topic: name, partitions: 3, leaseMs: 3_600_000 };
    running.push(await startKafkaTransport({ ...common(), ...patient }));
    await publish([{ type: 'a.done', key: 'k', data: { n: 1 } }]);
    await eventually(() => log.lines.some(({ fields }) => fields['what'] === 'events to Kafka'));
    await open();
    await eventually(async () => (await effects(database, 'late')).length === 1);
  },
);

verifies(
  'foundation.events.contract',
  'in Kafka an event is a CloudEvent in JSON; repeated or forged messages do nothing',
  async () => {
    await overKafka([noting('s')]);
    await publish([{ type: 'a.done', key: 'k', data: { n: 1 } }]);
    await eventually(async () => (await effects(database, 's')).length === 1);
    const raw: string[] = [];
    const reader = await openReader({
      brokers: kafka.brokers,
      log,
      topic,
      group: `${topic}.outside`,
      onMessages: async (values) => void raw.push(...values),
    });
    running.push(reader);
    await eventually(() => raw.length === 1);
    const event = eventSchema.parse(JSON.parse(raw[0] ?? ''));
    expect(event).toMatchObject({ type: 'a.done', data: { n: 1 } });

    const sender = openSender({ brokers: kafka.brokers, log });
    const contentType = 'application/json';
    const forged = JSON.stringify({ ...event, id: 'evt_forged', data: { n: 'forged' } });
    await sender.send(
      topic,
      [raw[0] ?? '', forged, 'no json', '{}'].map((value) => ({ key: 'k', value, contentType })),
    );
    await sender.stop();
    await publish([{ type: 'a.done', key: 'k', data: { n: 2 } }]);
    await eventually(async () => (await effects(database, 's')).includes('2'));
    expect(await effects(database, 's')).toEqual(['1', '2']);
  },
);
