import type { Clock, Log, Running } from '../../../core/ports.ts';
import type { Db } from '../../../platform/db/open.ts';
import type { Exchange } from '../exchange.ts';
import { openCounts } from './counts.ts';
import { openRecent } from './recent.ts';
import { addCounts, addRequests } from './store.ts';

export interface Usage extends Running {
  /** Called for each request, so it only adds up. */
  note(exchange: Exchange, status: number): void;
}

const flushEveryMs = 2_000;

/** Adds up in memory, and to the database every few seconds: what a killed process had not written is not counted. */
export const startUsage = (deps: { readonly db: Db; readonly clock: Clock; readonly log: Log }): Usage => {
  const { db, clock, log } = deps;
  const counts = openCounts();
  const recent = openRecent(clock.monotonic);
  let failing = false;

  const complain = (error: unknown): void => {
    if (!failing) log.warn('usage of the gateway cannot be written; tried again', { error });
    failing = true;
  };

  const flush = async (): Promise<void> => {
    const seen = recent.take();
    const due = counts.take();
    try {
      if (due.length > 0) await db.asSystem((tx) => addCounts(tx, due));
    } catch (error) {
      counts.putBack(due);
      return complain(error);
    }
    try {
      if (seen.length > 0) await db.asSystem((tx) => addRequests(tx, seen));
      failing = false;
    } catch (error) {
      complain(error);
    }
  };

  let writing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    writing = writing.then(flush);
  }, flushEveryMs);
  timer.unref();

  return {
    note: (exchange, status) => {
      const { pipeline, consumer, bytes } = exchange;
      const { spaceId } = pipeline;
      const ms = performance.now() - exchange.startedAt;
      const consumerId = consumer?.id ?? '';
      counts.add({ pipeline, consumerId, status, ms, bytes });
      if (!recent.wants(spaceId, status === 0 || status >= 400)) return;
      const { failure } = exchange;
      if (status >= 500 && failure !== null)
        log.warn('traffic: request failed', {
          ...{ requestId: exchange.requestId, spaceId, pipeline: pipeline.name, service: exchange.service },
          ...{ status, error: failure.code, reason: failure.message, cause: causeOf(failure) },
        });
      recent.add({
        ...{ spaceId, requestId: exchange.requestId, at: clock.now(), pipeline: pipeline.name },
        ...{ consumer: consumer?.name ?? null, method: exchange.outgoing.method.slice(0, 20) },
        ...{ path: exchange.path.slice(0, 300), status, ms, bytes, client: exchange.client },
        ...{ service: exchange.service, reason: exchange.failure?.message.slice(0, 300) ?? null },
      });
    },
    stop: async () => {
      clearInterval(timer);
      await writing;
      await flush();
    },
  };
};

const causeOf = ({ cause }: Error): string | undefined =>
  cause instanceof Error ? cause.message.slice(0, 300) : undefined;
