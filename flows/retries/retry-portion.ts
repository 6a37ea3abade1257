import { z } from 'zod';
import { isHubError } from '../../core/errors.ts';
import type { Clock, Hints, JobQueue } from '../../core/ports.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { JobDefinition } from '../../platform/jobs/run-one.ts';
import { arrivalsTopic, runsTopic } from '../run/runner.ts';
import { retryRun } from '../run/store-retry.ts';
import { lockPortion, nextRuns, notePortion, untaken, type PortionPlace } from './store-portion.ts';

export const retryPortionName = 'retry-runs';

export interface RetryPortionDeps {
  readonly db: Db;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly jobs: JobQueue<Tx>;
}

const portionSize = 100;
/** So many may wait for a worker: those that begin meanwhile stand behind them. */
const mostUntaken = 500;
const pauseMs = 1_000;

const payloadSchema = z.strictObject({ retryId: z.string(), portion: z.number().int() });

/** The first portion of a retry, or the one after another. */
export const addPortion = async (
  tx: Tx,
  jobs: JobQueue<Tx>,
  { spaceId, retryId, portion, runAt }: PortionPlace & { readonly runAt?: Date },
): Promise<void> => {
  await jobs.add(tx, [
    {
      name: retryPortionName,
      spaceId,
      payload: { retryId, portion },
      key: `${retryId} ${portion}`,
      ...(runAt !== undefined && { runAt }),
    },
  ]);
};

/** Some of the runs of one retry, and a job for the next ones: a process that dies in between leaves either all of it or nothing. */
export const retryPortionJob = (deps: RetryPortionDeps): JobDefinition => ({
  concurrency: 2,
  handle: async ({ payload, spaceId }) => {
    const { retryId, portion } = payloadSchema.parse(payload);
    if (spaceId === null) return;
    await deps.db.inSpace(spaceId, (tx) => retryPortion(deps, tx, { spaceId, retryId, portion }));
  },
});

const retryPortion = async (
  { hints, jobs, clock }: RetryPortionDeps,
  tx: Tx,
  place: PortionPlace,
): Promise<void> => {
  if (!(await lockPortion(tx, place))) return;
  const { spaceId, portion } = place;
  const next = { ...place, portion: portion + 1 };
  if ((await untaken(tx, spaceId, mostUntaken)) >= mostUntaken) {
    await notePortion(tx, { ...place, retried: [], refused: [], over: false });
    return addPortion(tx, jobs, { ...next, runAt: new Date(clock.now().getTime() + pauseMs) });
  }
  const runs = await nextRuns(tx, place, portionSize);
  const retried: string[] = [];
  const refused: { run: string; reason: string }[] = [];
  for (const run of runs) {
    const reason = await refusalOf(tx, spaceId, run);
    if (reason === null) retried.push(run);
    else refused.push({ run, reason });
  }
  const over = runs.length < portionSize;
  await notePortion(tx, { ...place, retried, refused, over });
  tx.afterCommit(() => {
    hints.broadcast(arrivalsTopic);
    hints.send(runsTopic);
  });
  if (!over) await addPortion(tx, jobs, next);
};

/** Null: it goes on. One that cannot holds up no other. */
const refusalOf = async (tx: Tx, spaceId: string, runId: string): Promise<string | null> => {
  try {
    await retryRun(tx, spaceId, { runId, only: ['parked', 'faulted', 'cancelled'] });
    return null;
  } catch (error) {
    if (isHubError(error, 'conflict') || isHubError(error, 'not_found')) return error.message;
    throw error;
  }
};
