import { HubError } from '../../core/errors.ts';
import type { Clock, Hints, Log, Running } from '../../core/ports.ts';
import type { Db } from '../db/open.ts';
import { preferIndexes } from '../db/prefer-indexes.ts';
import { keepLeases } from '../leases.ts';
import { startRounds } from '../rounds.ts';
import { openClaims } from './claims.ts';
import { jobsTopic } from './queue.ts';
import { runOne, type JobDefinition } from './run-one.ts';
import {
  claimJobs,
  extendLeases,
  settleJobs,
  sweepJobs,
  type ClaimedJob,
  type Outcome,
  type Swept,
} from './store-work.ts';

export interface JobWorkerDeps {
  readonly db: Db;
  readonly hints: Hints;
  readonly log: Log;
  readonly clock: Clock;
  /** By the name of the job. Jobs with other names are left to other processes. */
  readonly handlers: ReadonlyMap<string, JobDefinition>;
  /** After this time without a sign of life the job is given to somebody else. */
  readonly leaseMs?: number;
  /** How often to look without a hint. */
  readonly pollMs?: number;
  /** How long a stop waits for running jobs before it hands them back. */
  readonly stopMs?: number;
}

interface InHand {
  readonly job: ClaimedJob;
  readonly cancel: AbortController;
}

/**
 * Claims and runs jobs until it is stopped. Each round writes how jobs ended and claims new ones, in one transaction:
 * the busier it is, the less a job costs.
 */
export const startJobWorker = (deps: JobWorkerDeps): Running => {
  const { db, hints, log, clock, handlers } = deps;
  const leaseMs = deps.leaseMs ?? 30_000;
  const pollMs = deps.pollMs ?? 500;
  const claims = openClaims(handlers);
  const inHand = new Map<string, InHand>();
  const ended: Outcome[] = [];
  let stopping = false;
  let hungry = true;
  let poll = pollMs;
  let sweepAt = 0;

  const begin = (job: ClaimedJob): void => {
    const definition = handlers.get(job.name);
    if (job.state === 'dead' || definition === undefined) {
      log.error('a job is given up: the processes that tried it ended', { jobId: job.jobId, name: job.name });
      return;
    }
    const cancel = new AbortController();
    inHand.set(job.jobId, { job, cancel });
    claims.taken(job.name);
    void runOne(job, definition, cancel).then((outcome) => {
      inHand.delete(job.jobId);
      claims.freed(job.name);
      if (outcome !== null) ended.push(outcome);
      if (outcome?.state === 'dead') {
        log.error('a job is given up', { jobId: job.jobId, name: job.name, reason: outcome.error });
      }
      rounds.ring();
    });
  };

  const round = async (): Promise<void> => {
    const hinted = hungry;
    const sweep = !stopping && clock.monotonic() >= sweepAt;
    const wants = !stopping && (hinted || sweep) ? claims.wants() : [];
    const outcomes = ended.splice(0);
    if (outcomes.length === 0 && wants.length === 0 && !sweep) return;
    // A hint that comes during the transaction is about something that it may not have seen.
    if (wants.length > 0) hungry = false;
    let ours: ReadonlySet<string> = new Set();
    let swept: Swept | undefined;
    let claimed: ClaimedJob[] = [];
    try {
      await db.asSystem(async (tx) => {
        await preferIndexes(tx);
        if (outcomes.length > 0) ours = await settleJobs(tx, outcomes);
        if (sweep) swept = await sweepJobs(tx);
        if (wants.length > 0) claimed = await claimJobs(tx, wants, leaseMs);
      });
    } catch (error) {
      ended.unshift(...outcomes);
      hungry = true;
      throw error;
    }
    for (const { jobId } of outcomes) {
      if (!ours.has(jobId)) log.warn('a job ended here after somebody else took it over', { jobId });
    }
    schedule(swept, outcomes, claimed.length > 0 && !hinted);
    for (const job of claimed) begin(job);
    if (wants.length === 0) return;
    const { more, full } = claims.claimed(wants, claimed);
    // Hands full, and perhaps more to do: let another process look, too.
    if (full && claims.passOn()) hints.send(jobsTopic);
    hungry ||= more;
  };

  const schedule = (swept: Swept | undefined, outcomes: readonly Outcome[], unannounced: boolean): void => {
    const now = clock.monotonic();
    if (swept !== undefined) {
      // Work that no hint announced: hints are being lost, so look more often for a while.
      poll = unannounced ? Math.max(pollMs / 10, poll / 2) : Math.min(pollMs, poll * 2);
      sweepAt = now + Math.min(poll, Math.max(swept.nextMs ?? poll, 1));
    }
    for (const { state, delayMs } of outcomes) {
      if (state === 'waiting') sweepAt = Math.min(sweepAt, now + delayMs);
    }
  };

  const rounds = startRounds({
    what: 'jobs',
    log,
    dueIn: () => {
      if (ended.length > 0 || (hungry && !stopping && claims.wants().length > 0)) return 0;
      return stopping ? pollMs : sweepAt - clock.monotonic();
    },
    round,
    phase: () => {
      if (!stopping) return 'on';
      return inHand.size === 0 && ended.length === 0 ? 'over' : 'stopping';
    },
  });

  const leases = keepLeases({
    everyMs: leaseMs / 3,
    log,
    held: () => [...inHand.values()].map(({ job }) => job),
    extend: async (held) =>
      db.asSystem(async (tx) => {
        await preferIndexes(tx);
        return extendLeases(tx, held, leaseMs);
      }),
    idOf: (job) => job.jobId,
    lost: (job) => {
      const mine = inHand.get(job.jobId);
      if (mine?.job !== job) return;
      mine.cancel.abort(
        new HubError('lease_lost', 'Another process took this job over, or it was discarded.'),
      );
    },
  });

  const unhook = hints.on(jobsTopic, () => {
    hungry = true;
    rounds.ring();
  });

  const stop = async (): Promise<void> => {
    stopping = true;
    unhook();
    rounds.ring();
    const late = setTimeout(() => {
      for (const { cancel } of inHand.values()) {
        cancel.abort(new HubError('shutting_down', 'The hub stops; the job goes on elsewhere or later.'));
      }
    }, deps.stopMs ?? 20_000);
    await rounds.over;
    clearTimeout(late);
    leases.stop();
  };
  let stopped: Promise<void> | undefined;
  return { stop: () => (stopped ??= stop()) };
};
