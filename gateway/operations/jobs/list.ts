import { z } from 'zod';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { jobSorts, jobStates, listJobs } from '../../../platform/jobs/store-admin.ts';
import { jobSchema, shownJob } from '../../jobs/shape.ts';

export const listSpaceJobs = () =>
  hubOperation({
    name: 'jobs.list',
    summary: 'The background work of this space',
    access: 'jobs.read',
    http: { method: 'GET', path: '/api/jobs' },
    input: listInput(jobSorts, { state: z.enum(jobStates).optional(), name: z.string().max(200).optional() }),
    output: page(jobSchema),
    run: async (list, { tx, spaceId }) => {
      const { items, next } = await listJobs(tx, spaceId, list);
      return { items: items.map(shownJob), next };
    },
  });
