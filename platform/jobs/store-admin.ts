import { HubError } from '../../core/errors.ts';
import type { Hints } from '../../core/ports.ts';
import type { ListQuery, Page } from '../../core/list.ts';
import type { Tx } from '../db/open.ts';
import { given, readPage, type SortKey } from '../db/page.ts';
import { jobsTopic } from './queue.ts';

export const jobStates = ['waiting', 'ready', 'running', 'done', 'dead', 'discarded'] as const;
export type JobState = (typeof jobStates)[number];

/** A job as an admin sees it. Its payload may hold anything, so it stays inside. */
export interface JobView {
  readonly id: string;
  readonly name: string;
  readonly state: JobState;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: Date;
  readonly runAt: Date;
  readonly finishedAt: Date | null;
}

const columns = `job_id as id, name, state, attempts, last_error as "lastError", created_at as "createdAt",
  run_at as "runAt", finished_at as "finishedAt"`;

export const jobSorts = ['createdAt', 'runAt', 'name'] as const;

export interface JobQuery extends ListQuery {
  readonly state?: JobState | undefined;
  readonly name?: string | undefined;
}

export const listJobs = async (tx: Tx, spaceId: string, query: JobQuery): Promise<Page<JobView>> =>
  readPage<JobView, JobView>(
    tx,
    {
      select: columns,
      from: 'jobs',
      where: [
        ['space_id = ?', spaceId],
        ...given('state = ?', query.state),
        ...given('name = ?', query.name),
      ],
      sorts: {
        createdAt: { sql: 'created_at', type: 'timestamptz' },
        runAt: { sql: 'run_at', type: 'timestamptz' },
        name: { sql: 'name', type: 'text' },
      } satisfies Record<(typeof jobSorts)[number], SortKey>,
      id: 'job_id',
      search: ['name', 'last_error'],
      item: ({ id, name, state, attempts, lastError, createdAt, runAt, finishedAt }) => ({
        ...{ id, name, state, attempts, lastError, createdAt, runAt, finishedAt },
      }),
    },
    query,
  );

export interface JobRef {
  readonly spaceId: string;
  readonly jobId: string;
}

export const findJob = async (tx: Tx, job: JobRef): Promise<JobView | undefined> => {
  const [found] = await tx.query<JobView>(`select ${columns} from jobs where space_id = $1 and job_id = $2`, [
    job.spaceId,
    job.jobId,
  ]);
  return found;
};

/** Lets a job run again, or now, with all of its attempts. */
export const retryJob = async (tx: Tx, job: JobRef, hints: Hints): Promise<JobView> => {
  const [again] = await tx
    .query<JobView>(
      `update jobs set state = 'ready', attempts = 0, run_at = clock_timestamp(), finished_at = null
       where space_id = $1 and job_id = $2 and state in ('dead', 'discarded', 'waiting') returning ${columns}`,
      [job.spaceId, job.jobId],
    )
    .catch((error: unknown) => {
      if ((error as { code?: unknown }).code !== uniqueViolation) throw error;
      throw new HubError('conflict', `Another job with the same key as ${job.jobId} is under way already.`, {
        cause: error,
      });
    });
  if (again === undefined) throw await refusal(tx, job, 'tried again');
  tx.afterCommit(() => hints.send(jobsTopic));
  return again;
};

const uniqueViolation = '23505';

/** Gives a job up. One that runs just now is told to stop, and cannot note its end any more. */
export const discardJob = async (tx: Tx, job: JobRef): Promise<JobView> => {
  const [discarded] = await tx.query<JobView>(
    `update jobs set state = 'discarded', finished_at = clock_timestamp(), lease_until = null, fence = fence + 1
     where space_id = $1 and job_id = $2 and state in ('waiting', 'ready', 'running', 'dead') returning ${columns}`,
    [job.spaceId, job.jobId],
  );
  if (discarded === undefined) throw await refusal(tx, job, 'discarded');
  return discarded;
};

const refusal = async (tx: Tx, job: JobRef, what: string): Promise<HubError> => {
  const [found] = await tx.query<{ state: JobState }>(
    'select state from jobs where space_id = $1 and job_id = $2',
    [job.spaceId, job.jobId],
  );
  if (found === undefined) return new HubError('not_found', `There is no job "${job.jobId}".`);
  return new HubError('conflict', `The job is ${found.state}; it cannot be ${what}.`);
};
