import type { Subscription } from '../../core/ports.ts';
import { systemClock } from '../../platform/clock.ts';
import { openDb, type Db, type Tx } from '../../platform/db/open.ts';
import { openEventBus } from '../../platform/events/bus.ts';
import { startDispatcher } from '../../platform/events/dispatcher.ts';
import { startKafkaTransport } from '../../platform/events/kafka-transport.ts';
import { openLiveEvents } from '../../platform/events/live.ts';
import { openInProcessHints } from '../../platform/hints/in-process.ts';
import { startKafka } from '../../test/components/kafka.ts';
import { load, printTable, quantile, quiet, withDatabase } from './measure.ts';

/** From the commit of a fact to the call of its subscriber, with fsync on. `--kafka` adds the way over Kafka. */

const space = 'spc_00000000000000000000000000';
type Row = Record<string, string | number>;

interface Shape {
  readonly what: string;
  readonly events: number;
  /** Facts a second, at an even pace; Infinity: as fast as `writers` can. */
  readonly rate: number;
  readonly writers: number;
}

const measure = async (db: Db, shape: Shape, brokers?: readonly string[]): Promise<Row> => {
  const hints = openInProcessHints();
  const bus = openEventBus({ hints });
  const committed = new Map<number, number>();
  const called = new Map<number, number>();
  const shown = new Map<number, number>();
  const subscription: Subscription<Tx> = {
    name: 'bench',
    types: ['bench.measured'],
    handle: async (event, tx) => {
      called.set((event.data as { n: number }).n, performance.now());
      await tx.query('select 1');
    },
  };
  const common = { db, hints, log: quiet, clock: systemClock };
  const dispatcher = await startDispatcher({
    ...common,
    subscriptions: [subscription],
    routing: brokers === undefined ? 'direct' : 'elsewhere',
  });
  const transport = brokers === undefined ? undefined : await startKafkaTransport({ ...common, brokers });
  const live = await openLiveEvents(common);
  live.onEvent((event) => {
    shown.set((event.data as { n: number }).n, performance.now());
  });

  const cpu = process.cpuUsage();
  const began = performance.now();
  let next = 0;
  const writer = async (): Promise<void> => {
    while (next < shape.events) {
      const n = next++;
      const due = began + (n / shape.rate) * 1000 - performance.now();
      if (due > 0) await new Promise((resolve) => setTimeout(resolve, due));
      await db.inSpace(space, (tx) =>
        bus.publish(tx, space, [{ type: 'bench.measured', key: `k${n % 100}`, data: { n } }]),
      );
      committed.set(n, performance.now());
    }
  };
  await Promise.all(Array.from({ length: shape.writers }, writer));
  while (called.size < shape.events || shown.size < shape.events) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const ended = Math.max(...called.values());
  const used = process.cpuUsage(cpu);
  await Promise.all([dispatcher.stop(), transport?.stop(), live.stop()]);
  await hints.close();
  const after = (seen: Map<number, number>): number[] =>
    // A subscriber may be called before the writer's own await has returned: that is no time at all.
    [...seen].map(([n, at]) => Math.max(0, at - (committed.get(n) ?? Number.NaN)));
  return {
    what: shape.what,
    events: shape.events,
    'events/s': Math.round((shape.events / (ended - began)) * 1000),
    'subscriber p50 ms': quantile(after(called), 0.5).toFixed(1),
    'p99 ms': quantile(after(called), 0.99).toFixed(1),
    'live p50 ms': quantile(after(shown), 0.5).toFixed(1),
    'live p99 ms': quantile(after(shown), 0.99).toFixed(1),
    'node µs/event': Math.round((used.user + used.system) / shape.events),
    load: load(),
  };
};

const rows = await withDatabase(async (url) => {
  const db = openDb({ url, poolSize: 20, statementTimeoutMs: 30_000 });
  const kafka = process.argv.includes('--kafka') ? await startKafka() : undefined;
  try {
    const found = [
      await measure(db, { what: 'warm-up', events: 500, rate: 200, writers: 4 }),
      await measure(db, { what: 'in process, 20/s', events: 200, rate: 20, writers: 4 }),
      await measure(db, { what: 'in process, 200/s', events: 2_000, rate: 200, writers: 8 }),
      await measure(db, { what: 'in process, flat out', events: 5_000, rate: Infinity, writers: 8 }),
    ];
    if (kafka !== undefined) {
      const warm = { what: 'over Kafka, warm-up', events: 100, rate: 100, writers: 4 };
      await measure(db, warm, kafka.brokers);
      const shape = { what: 'over Kafka, 200/s', events: 2_000, rate: 200, writers: 8 };
      found.push(await measure(db, shape, kafka.brokers));
    }
    return found.slice(1);
  } finally {
    await kafka?.stop();
    await db.close();
  }
});
printTable(rows);
