import { setTimeout as pause } from 'node:timers/promises';
import { Admin, Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';
import type { Message } from '@platformatic/kafka';
import { HubError } from '../core/errors.ts';
import type { Log, Running } from '../core/ports.ts';
import { openBell } from './bell.ts';

/** Kafka, as far as the hub needs it: one topic to send to, one group to read it. */

export interface KafkaOptions {
  readonly brokers: readonly string[];
  readonly log: Log;
}

export interface KafkaMessage {
  readonly key: string;
  readonly value: string;
  readonly contentType: string;
}

type Received = Message<string, string, string, string>;

const clientId = 'app-connect';
const retries = 3;
const retryDelay = 250;
/** More than this many messages are left in Kafka for the time being. */
const atMost = 1_000;
const lookEveryMs = 1_000;
/** Leaving the group is a courtesy; a broker that does not answer it is not waited for. */
const closeLimitMs = 5_000;

/** Makes the topic where it does not exist. An existing one keeps its partitions. */
export const ensureTopic = async (
  options: KafkaOptions,
  topic: string,
  partitions: number,
): Promise<void> => {
  const admin = new Admin({ clientId, bootstrapBrokers: [...options.brokers], retries, retryDelay });
  try {
    const existing = await admin.listTopics();
    // As many copies as the cluster makes by default.
    if (existing.includes(topic)) return;
    // Several processes start together: one of them makes it, the others are refused.
    const refused = await admin.createTopics({ topics: [topic], partitions, replicas: -1 }).then(
      () => undefined,
      (error: unknown) => error as Error,
    );
    // It is made by the controller; brokers hear of it a moment later, and know no such topic until then.
    for (let tries = 0; tries < 50; tries += 1) {
      if ((await admin.listTopics()).includes(topic)) return;
      await pause(50);
    }
    if (refused !== undefined) throw refused;
  } finally {
    await admin.close();
  }
};

/** By what the cluster is known again, whichever of its addresses it is called by. */
export const clusterIdOf = async (options: KafkaOptions): Promise<string> => {
  const admin = new Admin({ clientId, bootstrapBrokers: [...options.brokers], retries, retryDelay });
  try {
    return (await admin.metadata({ topics: [] })).id;
  } catch (cause) {
    throw new HubError(
      'upstream_unavailable',
      "The Kafka of the hub's own events does not answer, so that nobody can tell it from another one.",
      { cause },
    );
  } finally {
    await admin.close();
  }
};

export interface KafkaSender extends Running {
  /** Resolves when all replicas in sync have them. Messages of one key keep their order. */
  send(topic: string, messages: readonly KafkaMessage[]): Promise<void>;
}

export const openSender = (options: KafkaOptions): KafkaSender => {
  const producer = new Producer({
    clientId,
    bootstrapBrokers: [...options.brokers],
    serializers: stringSerializers,
    acks: -1,
    idempotent: true,
    retries,
    retryDelay,
  });
  return {
    send: async (topic, messages) => {
      await producer.send({
        messages: messages.map(({ key, value, contentType }) => ({
          topic,
          key,
          value,
          headers: { 'content-type': contentType },
        })),
      });
    },
    stop: async () => {
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, closeLimitMs);
      await Promise.race([producer.close().catch(() => undefined), late.promise]);
      clearTimeout(timer);
    },
  };
};

export interface ReaderOptions extends KafkaOptions {
  readonly topic: string;
  readonly group: string;
  /** Its end lets the offsets be committed; when it throws, the same messages come again. */
  readonly onMessages: (values: readonly string[]) => Promise<void>;
}

/** Reads as one member of a group, until it is stopped. */
export const openReader = async (
  options: ReaderOptions,
): Promise<Running & { readonly ended: Promise<void> }> => {
  const consumer = new Consumer({
    clientId,
    bootstrapBrokers: [...options.brokers],
    groupId: options.group,
    deserializers: stringDeserializers,
    sessionTimeout: 10_000,
    heartbeatInterval: 2_000,
    rebalanceTimeout: 15_000,
    retries,
    retryDelay,
  });
  const stream = await consumer.consume({
    topics: [options.topic],
    autocommit: false,
    mode: 'committed',
    fallbackMode: 'earliest',
    maxWaitTime: 500,
    minBytes: 1,
  });
  const waiting: Received[] = [];
  const bell = openBell();
  let failure: Error | undefined;
  let over = false;
  // Listening to data keeps the client fetching; it stops for good when a stream is read piece by piece.
  stream.on('data', (message) => {
    waiting.push(message);
    if (waiting.length >= atMost) stream.pause();
    bell.ring();
  });
  stream.on('error', (error) => {
    failure = error;
    bell.ring();
  });
  stream.on('close', () => {
    over = true;
    bell.ring();
  });

  const read = async (): Promise<void> => {
    while (!over && failure === undefined) {
      await bell.wait(lookEveryMs);
      const batch = waiting.splice(0);
      if (stream.isPaused()) stream.resume();
      if (batch.length === 0) continue;
      await options.onMessages(batch.map(({ value }) => value));
      const last = new Map(batch.map((message) => [message.partition, message]));
      // By hand, and only now: what they say is committed in the database.
      for (const message of last.values()) await message.commit();
    }
    if (failure !== undefined) throw failure;
  };

  // A commit that was under way when the connection closed is never answered: the close is the end all the same.
  const closed = Promise.withResolvers<void>();
  const ended = Promise.race([read(), closed.promise]);
  // Whoever waits for the end hears of the failure; until then it must not count as unhandled.
  ended.catch(() => undefined);
  return {
    ended,
    stop: async () => {
      over = true;
      bell.ring();
      const late = setTimeout(closed.resolve, closeLimitMs);
      await Promise.race([consumer.close(true).catch(() => undefined), closed.promise]);
      clearTimeout(late);
      closed.resolve();
      await ended.catch(() => undefined);
    },
  };
};
