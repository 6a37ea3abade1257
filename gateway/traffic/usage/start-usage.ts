import type { Clock, Log, Running } from '../../../core/ports.ts';
import type { Db } from '../../../platform/db/open.ts';
import type { Metrics } from '../../../platform/metrics.ts';
import type { Exchange } from '../exchange.ts';
import { openCounts } from './counts.ts';
import { dataReason } from './data-reason.ts';
import { openRecent } from './recent.ts';
import { addCounts, addRequests } from './store.ts';
import { openWriteCounts } from './write-counts.ts';

export interface Usage extends Running {
  /** Called for each request, so it only adds up. */
  note(exchange: Exchange, status: number): void;
}

export interface UsageDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'counter'>;
}

const flushEveryMs = 2_000;

/** Adds up in memory, and to the database every few seconds: what a killed process had not written is not counted. */
export const startUsage = (deps: UsageDeps): Usage => {
  const { db, clock, log } = deps;
  const counts = openCounts();
  const dropped = deps.metrics.counter(
    'hub_traffic_usage_dropped_total',
    'Requests that are counted nowhere, as the database did not take it.',
  );
  const writeCounts = openWriteCounts({
    ...{ counts, log },
    write: (due) => db.asSystem((tx) => addCounts(tx, due)),
    dropped: (requests) => dropped.add({}, requests),
  });
  const recent = openRecent(clock.monotonic);
  let failing = false;

  const complain = (error: unknown): void => {
    if (!failing) log.warn('usage of the gateway cannot be written; tried again', { error });
    failing = true;
  };

  const flush = async (last: boolean): Promise<void> => {
    const seen = recent.take();
    let failure: unknown = null;
    const failed = (error: unknown): void => {
      failure ??= error;
    };
    await writeCounts(last).catch(failed);
    // Counts that do not fit keep out none of these.
    const answers = failure === null || dataReason(failure) !== null;
    if (answers && seen.length > 0) await db.asSystem((tx) => addRequests(tx, seen)).catch(failed);
    if (failure === null) failing = false;
    else complain(failure);
  };

  let writing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    writing = writing.then(() => flush(false));
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
      await flush(true);
    },
  };
};

const causeOf = ({ cause }: Error): string | undefined =>
  cause instanceof Error ? cause.message.slice(0, 300) : undefined;
