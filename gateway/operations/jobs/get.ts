import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { findJob } from '../../../platform/jobs/store-admin.ts';
import { jobSchema, shownJob } from '../../jobs/shape.ts';
import { idSchema } from '../../shapes.ts';

export const getSpaceJob = () =>
  hubOperation({
    name: 'jobs.get',
    summary: 'One job of this space',
    access: 'jobs.read',
    http: { method: 'GET', path: '/api/jobs/{jobId}' },
    input: z.strictObject({ jobId: idSchema('job') }),
    output: jobSchema,
    run: async ({ jobId }, { tx, spaceId }) => {
      const job = await findJob(tx, { spaceId, jobId });
      if (job === undefined) throw new HubError('not_found', `There is no job "${jobId}" in this space.`);
      return shownJob(job);
    },
  });
