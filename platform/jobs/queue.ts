import type { Hints, JobQueue } from '../../core/ports.ts';
import type { Tx } from '../db/open.ts';
import { addJobs } from './store-add.ts';

/** The topic of hints that there may be jobs to claim. */
export const jobsTopic = 'jobs';

export const openJobs = (deps: { readonly hints: Hints }): JobQueue<Tx> => ({
  add: async (tx, jobs) => {
    if (jobs.length === 0) return [];
    const ids = await addJobs(tx, jobs);
    tx.afterCommit(() => deps.hints.send(jobsTopic));
    return ids;
  },
});
