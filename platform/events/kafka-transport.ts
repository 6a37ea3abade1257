import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Clock, Hints, Log, Running } from '../../core/ports.ts';
import { delayAfter } from '../backoff.ts';
import type { Db } from '../db/open.ts';
import { preferIndexes } from '../db/prefer-indexes.ts';
import { ensureTopic, openReader, openSender } from '../kafka.ts';
import { startRounds } from '../rounds.ts';
import { eventsTopic } from './bus.ts';
import { toEvent } from './envelope.ts';
import { routeNamed, takeDispatchTurn } from './store-outbox.ts';
import { claimUnsent, handBackUnsent, markSent, resendLost } from './store-relay.ts';

export interface KafkaTransportDeps {
  readonly db: Db;
  readonly hints: Hints;
  readonly log: Log;
  readonly clock: Clock;
  readonly brokers: readonly string[];
  /** One topic for all types: Kafka keeps the order of a key only within a topic. */
  readonly topic?: string;
  readonly partitions?: number;
  readonly leaseMs?: number;
  readonly pollMs?: number;
  readonly resendMs?: number;
}

/** The CloudEvents content type of an event that is wholly in the value. */
const contentType = 'application/cloudevents+json; charset=UTF-8';
const atOnce = 500;
const named = z.object({ id: z.string().min(1).max(100) });

/**
 * Outbox → Kafka topic → subscriptions. Others may read the topic, too. What comes back is de-duplicated by the event's
 * id in the transaction that routes it, before its offset is committed; so Kafka may repeat, reorder or lose messages,
 * and a message that is not in the outbox does nothing.
 */
export const startKafkaTransport = async (deps: KafkaTransportDeps): Promise<Running> => {
  const { db, hints, log, clock, brokers } = deps;
  const topic = deps.topic ?? 'hub.events';
  const pollMs = deps.pollMs ?? 500;
  const resendMs = deps.resendMs ?? 5 * 60_000;
  const stop = new AbortController();
  const sender = openSender({ brokers, log });
  let rung = true;
  let lookAt = 0;
  let making: Promise<void> | undefined;

  /** Of both ways, whichever comes first makes it. */
  const madeTopic = (): Promise<void> => {
    making ??= ensureTopic({ brokers, log }, topic, deps.partitions ?? 6).catch((error: unknown) => {
      making = undefined;
      throw error;
    });
    return making;
  };

  const relay = async (): Promise<void> => {
    rung = false;
    lookAt = clock.monotonic() + pollMs;
    const unsent = await db.asSystem(async (tx) => {
      await preferIndexes(tx);
      await resendLost(tx, resendMs);
      return claimUnsent(tx, atOnce, deps.leaseMs ?? 30_000);
    });
    if (unsent.length === 0) return;
    try {
      await madeTopic();
      await sender.send(
        topic,
        unsent.map((row) => ({
          // An event without key or subject goes anywhere.
          key: row.orderKey === null ? row.eventId : `${row.spaceId}|${row.orderKey}`,
          value: JSON.stringify(toEvent(row)),
          contentType,
        })),
      );
    } catch (error) {
      // Perhaps some were taken: sent twice is harmless, a lease that runs out first only takes time.
      await db.asSystem((tx) => handBackUnsent(tx, unsent));
      throw error;
    }
    await db.asSystem(async (tx) => {
      await preferIndexes(tx);
      await markSent(tx, unsent);
    });
    rung ||= unsent.length === atOnce;
  };

  const rounds = startRounds({
    what: 'events to Kafka',
    log,
    dueIn: () => (rung ? 0 : lookAt - clock.monotonic()),
    round: relay,
    phase: () => (stop.signal.aborted ? 'over' : 'on'),
  });
  const unhook = hints.on(eventsTopic, () => {
    rung = true;
    rounds.ring();
  });

  const take = async (values: readonly string[]): Promise<void> => {
    const ids = values.flatMap((value) => {
      const id = readId(value);
      if (id === undefined) log.warn('a message in Kafka is no event and is left out', { topic });
      return id ?? [];
    });
    const routed = await db.asSystem(async (tx) => {
      await takeDispatchTurn(tx);
      return routeNamed(tx, ids);
    });
    if (routed > 0) hints.send(eventsTopic);
  };

  /** Kafka away, or this member thrown out of its group: begin again, at what was committed last. */
  const readOn = async (): Promise<void> => {
    for (let failures = 0; !stop.signal.aborted;) {
      try {
        await madeTopic();
        const reader = await openReader({ brokers, log, topic, group: `${topic}.hub`, onMessages: take });
        const stopReader = () => void reader.stop();
        stop.signal.addEventListener('abort', stopReader);
        if (stop.signal.aborted) await reader.stop();
        if (failures > 0) log.info('reading from Kafka again');
        failures = 0;
        await reader.ended.finally(async () => {
          stop.signal.removeEventListener('abort', stopReader);
          await reader.stop();
        });
      } catch (error) {
        if (stop.signal.aborted) return;
        if (failures++ === 0) log.error('Kafka does not answer; events wait in the outbox', { error });
        const delay = delayAfter(failures, { firstMs: 250, maxMs: 10_000 }, Math.random());
        await pause(delay, undefined, { signal: stop.signal }).catch(() => undefined);
      }
    }
  };
  const reading = readOn();

  let stopped: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    stop.abort();
    unhook();
    rounds.ring();
    await Promise.all([rounds.over, reading]);
    await sender.stop();
  };
  return { stop: () => (stopped ??= end()) };
};

const readId = (value: string): string | undefined => {
  try {
    return named.parse(JSON.parse(value)).id;
  } catch {
    return undefined;
  }
};
