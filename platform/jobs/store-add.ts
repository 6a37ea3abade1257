import { HubError } from '../../core/errors.ts';
import type { NewJob } from '../../core/ports.ts';
import type { Tx } from '../db/open.ts';
import { newId } from '../ids.ts';

interface Stored {
  readonly spaceId: string | null;
  readonly name: string;
  readonly key: string | null;
  readonly jobId: string;
}

const placeOf = (job: { spaceId: string | null; name: string; key?: string | null }): string =>
  JSON.stringify([job.spaceId, job.name, job.key]);

/** Answers one id for each job, in order: a new one, or that of the unfinished job with the same key. */
export const addJobs = async (tx: Tx, jobs: readonly NewJob[]): Promise<string[]> => {
  const ids = jobs.map(() => newId('job'));
  // Between a failed insert and the look at the job in the way, that job may finish: then the insert has a new chance.
  for (let round = 0, open = jobs.map((_, at) => at); ; round++) {
    const candidates = open.map((at) => ({ id: ids[at] as string, job: jobs[at] as NewJob }));
    const inserted = await insertJobs(tx, candidates);
    if (inserted.size === candidates.length) return ids;
    const refused = open.filter((at) => !inserted.has(ids[at] as string));
    const inTheWay = await unfinished(
      tx,
      refused.map((at) => jobs[at] as NewJob),
    );
    open = [];
    for (const at of refused) {
      const found = inTheWay.get(placeOf(jobs[at] as NewJob));
      if (found === undefined) open.push(at);
      else ids[at] = found;
    }
    if (open.length === 0) return ids;
    if (round === 5) {
      throw new HubError('overloaded', 'Jobs with the same key come and go too fast to add another.', {
        retryAfter: 1,
      });
    }
  }
};

const insertJobs = async (tx: Tx, all: readonly { id: string; job: NewJob }[]): Promise<Set<string>> => {
  const rows = await tx.query<{ jobId: string }>(
    `insert into jobs (job_id, space_id, name, payload, key, run_at, state)
     select job_id, space_id, name, payload::jsonb, key, coalesce(run_at::timestamptz, clock_timestamp()),
       case when run_at::timestamptz > clock_timestamp() then 'waiting' else 'ready' end
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
       as new (job_id, space_id, name, payload, key, run_at)
     on conflict do nothing returning job_id as "jobId"`,
    [
      all.map(({ id }) => id),
      all.map(({ job }) => job.spaceId),
      all.map(({ job }) => job.name),
      all.map(({ job }) => JSON.stringify(job.payload ?? null)),
      all.map(({ job }) => job.key ?? null),
      all.map(({ job }) => job.runAt?.toISOString() ?? null),
    ],
  );
  return new Set(rows.map((row) => row.jobId));
};

const unfinished = async (tx: Tx, jobs: readonly NewJob[]): Promise<Map<string, string>> => {
  const rows = await tx.query<Stored>(
    `select jobs.space_id as "spaceId", jobs.name, jobs.key, jobs.job_id as "jobId"
     from unnest($1::text[], $2::text[], $3::text[]) as wanted (space_id, name, key)
     join jobs on coalesce(jobs.space_id, '-') = coalesce(wanted.space_id, '-')
       and jobs.name = wanted.name and jobs.key = wanted.key
     where jobs.key is not null and jobs.state in ('waiting', 'ready', 'running')`,
    [jobs.map((job) => job.spaceId), jobs.map((job) => job.name), jobs.map((job) => job.key ?? null)],
  );
  return new Map(rows.map((row) => [placeOf(row), row.jobId]));
};
