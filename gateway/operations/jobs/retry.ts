import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { retryJob } from '../../../platform/jobs/store-admin.ts';
import type { GatewayDeps } from '../../deps.ts';
import { jobSchema, shownJob } from '../../jobs/shape.ts';
import { idSchema } from '../../shapes.ts';

export const retrySpaceJob = (deps: Pick<GatewayDeps, 'hints'>) =>
  hubOperation({
    name: 'jobs.retry',
    summary: 'Try a job again, now and with all of its attempts',
    access: 'jobs.write',
    http: { method: 'POST', path: '/api/jobs/{jobId}/retry' },
    input: z.strictObject({ jobId: idSchema('job') }),
    output: jobSchema,
    run: async ({ jobId }, context) => {
      const job = await retryJob(context.tx, { spaceId: context.spaceId, jobId }, deps.hints);
      context.audit(jobId, { name: job.name });
      await context.publish({ type: 'job.retried', subject: jobId, data: { jobId, name: job.name } });
      return shownJob(job);
    },
  });
