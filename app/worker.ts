import type { Clock, Hints, Log, Running, Subscription } from '../core/ports.ts';
import type { Config } from '../platform/config.ts';
import type { Db, Tx } from '../platform/db/open.ts';
import { startDispatcher } from '../platform/events/dispatcher.ts';
import type { JobDefinition } from '../platform/jobs/run-one.ts';
import { startJobWorker } from '../platform/jobs/worker.ts';

export interface WorkerParts {
  readonly config: Config;
  readonly db: Db;
  readonly hints: Hints;
  readonly log: Log;
  readonly clock: Clock;
  /** By the name of the job, from all modules. */
  readonly handlers: ReadonlyMap<string, JobDefinition>;
  readonly subscriptions: readonly Subscription<Tx>[];
}

/** The role `worker`: jobs, and events from the outbox to whoever subscribed, over Kafka where there is one. */
export const startWorker = async (parts: WorkerParts): Promise<Running> => {
  const { config, db, hints, log, clock } = parts;
  const common = { db, hints, log, clock };
  const stopMs = config.HUB_DRAIN_SECONDS * 1000;
  const brokers = config.KAFKA_BROKERS;
  const running: Running[] = [];
  running.push(startJobWorker({ ...common, handlers: parts.handlers, stopMs }));
  running.push(
    await startDispatcher({
      ...common,
      subscriptions: parts.subscriptions,
      routing: brokers === undefined ? 'direct' : 'elsewhere',
      leaseMs: config.HUB_LEASE_SECONDS * 1000,
      stopMs,
    }),
  );
  if (brokers !== undefined) {
    const { startKafkaTransport } = await import('../platform/events/kafka-transport.ts');
    running.push(await startKafkaTransport({ ...common, brokers }));
  }
  return {
    stop: async () => {
      await Promise.all(running.reverse().map((part) => part.stop()));
    },
  };
};
