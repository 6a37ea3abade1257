import { z } from 'zod';
import { HubError, isHubError } from '../../../core/errors.ts';
import type { Fact } from '../../../core/event.ts';
import type { EventBus, Job, Log } from '../../../core/ports.ts';
import { delayAfter } from '../../../platform/backoff.ts';
import type { Db, Tx } from '../../../platform/db/open.ts';
import { failureText } from '../../../platform/failure-text.ts';
import type { JobDefinition } from '../../../platform/jobs/run-one.ts';
import { valueAt } from '../../wire/value-at.ts';
import { storableValue } from '../storable.ts';
import type { FetchItems } from './fetch-items.ts';
import { requirePoller, type PollerRow } from './store-pollers.ts';
import { beginRun, endRun, failRun } from './store-runs.ts';
import { advance } from './tracking.ts';

export interface PollDeps {
  readonly db: Db;
  readonly events: EventBus<Tx>;
  readonly log: Log;
  readonly fetch: FetchItems;
}

export const runPollerName = 'run-poller';
const runPollerPayload = z.strictObject({
  pollerId: z.string(),
  /** Somebody asked for this run: it is done though the poller rests. */
  asked: z.boolean().default(false),
});

/** So many failures in a row are told. */
const worthTelling = 5;
const backoff = { firstMs: 10_000, maxMs: 60 * 60_000 };

/** A poller that somebody changes again and again is left to its next time. */
const mostRuns = 3;

/**
 * One run: asks, tells what is new and moves on, the last two in one transaction. Who fails tries again by the clock
 * of the poller, not of the job. One that was changed meanwhile is run once more, as it is now: the job of the change
 * was not made, since there was this one.
 */
const runPoller =
  (deps: PollDeps) =>
  async ({ payload, spaceId }: Job, signal: AbortSignal): Promise<void> => {
    const wanted = runPollerPayload.parse(payload);
    if (spaceId === null) throw new HubError('internal', 'A poller without a space cannot be run.');
    for (let runs = 0; runs < mostRuns; runs++) {
      const poller = await begin(deps, spaceId, wanted);
      if (poller === undefined) return;
      try {
        const items = await fetchFor(deps, spaceId, { poller, signal });
        if (await finish(deps, spaceId, { poller, items })) return;
      } catch (thrown) {
        const reason: unknown = signal.aborted ? signal.reason : thrown;
        // The process stops, or somebody else has the job: they go on with it.
        if (isHubError(reason, 'shutting_down') || isHubError(reason, 'lease_lost')) throw reason;
        if (await fail(deps, spaceId, { poller, reason })) return;
      }
    }
  };

export const runPollerJob = (deps: PollDeps): JobDefinition => ({
  handle: runPoller(deps),
  maxAttempts: 5,
  timeoutMs: 2 * 60_000,
});

const begin = (
  { db }: PollDeps,
  spaceId: string,
  wanted: { readonly pollerId: string; readonly asked: boolean },
): Promise<PollerRow | undefined> =>
  db.inSpace(spaceId, async (tx) => {
    // One that was deleted since is nobody's failure.
    const run = await beginRun(tx, spaceId, wanted.pollerId);
    if (run === undefined) return undefined;
    const poller = await requirePoller(tx, spaceId, wanted.pollerId);
    return poller.state === 'active' || wanted.asked ? poller : undefined;
  });

const fetchFor = (
  { fetch }: PollDeps,
  spaceId: string,
  { poller, signal }: { readonly poller: PollerRow; readonly signal: AbortSignal },
): Promise<readonly unknown[]> => {
  const { tracking, cursor, connector, operation, connectionId } = poller;
  const since =
    tracking.by === 'highest' && tracking.argument !== undefined && cursor?.highest !== undefined
      ? { [tracking.argument]: cursor.highest }
      : {};
  return fetch({
    call: {
      ...{ spaceId, connector, operation, signal },
      connection: connectionId ?? undefined,
      input: { ...poller.input, ...since },
    },
    items: tracking.items,
    pages: tracking.pages,
  });
};

/** False when the run does not count any more. */
const finish = async (
  { db, events, log }: PollDeps,
  spaceId: string,
  { poller, items }: { readonly poller: PollerRow; readonly items: readonly unknown[] },
): Promise<boolean> => {
  const { pollerId, fence, name } = poller;
  const { cursor, fresh } = advance(poller.tracking, poller.cursor, items);
  const counts = await db.inSpace(spaceId, async (tx) => {
    if (!(await endRun(tx, spaceId, { pollerId, fence, cursor, events: fresh.length }))) return false;
    const recovered: Fact[] =
      poller.failures >= worthTelling
        ? [{ type: 'poller.recovered', subject: pollerId, data: { pollerId, name } }]
        : [];
    await events.publish(tx, spaceId, [...recovered, ...fresh.map((item) => factOf(poller, item))]);
    return true;
  });
  if (counts && fresh.length > 0)
    log.debug('a poller found something', { spaceId, pollerId, items: fresh.length });
  return counts;
};

const factOf = ({ connector, pollerId, tracking }: PollerRow, item: unknown): Fact => {
  const key = tracking.key === undefined ? undefined : valueAt(item, tracking.key);
  return {
    type: `${connector}.${tracking.event}`,
    data: { pollerId, item: storableValue(item, JSON.stringify(item)) },
    ...(typeof key === 'string' || typeof key === 'number' ? { key: `${pollerId} ${key}` } : {}),
  };
};

/** False when the run does not count any more. */
const fail = async (
  { db, events, log }: PollDeps,
  spaceId: string,
  { poller, reason }: { readonly poller: PollerRow; readonly reason: unknown },
): Promise<boolean> => {
  const { pollerId, fence, name, connector, operation } = poller;
  const error = failureText(reason);
  const asked = isHubError(reason) ? (reason.retryAfter ?? 0) * 1_000 : 0;
  const delayMs = Math.max(delayAfter(poller.failures + 1, backoff, Math.random()), asked);
  log.info('a poller failed', { spaceId, pollerId, reason: error });
  return db.inSpace(spaceId, async (tx) => {
    const failures = await failRun(tx, spaceId, { pollerId, fence, error, delayMs });
    if (failures === worthTelling) {
      const data = { pollerId, name, connector, operation, failures, error };
      await events.publish(tx, spaceId, [{ type: 'poller.failed', subject: pollerId, data }]);
    }
    return failures !== undefined;
  });
};
