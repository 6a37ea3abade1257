import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { discardJob } from '../../../platform/jobs/store-admin.ts';
import { jobSchema, shownJob } from '../../jobs/shape.ts';
import { idSchema } from '../../shapes.ts';

export const discardSpaceJob = () =>
  hubOperation({
    name: 'jobs.discard',
    summary: 'Give a job up',
    description: 'One that runs just now is told to stop. It stays in the list and can be tried again.',
    access: 'jobs.write',
    http: { method: 'POST', path: '/api/jobs/{jobId}/discard' },
    input: z.strictObject({ jobId: idSchema('job') }),
    output: jobSchema,
    run: async ({ jobId }, context) => {
      const job = await discardJob(context.tx, { spaceId: context.spaceId, jobId });
      context.audit(jobId, { name: job.name });
      await context.publish({ type: 'job.discarded', subject: jobId, data: { jobId, name: job.name } });
      return shownJob(job);
    },
  });
