import { z } from 'zod';
import { jobStates, type JobView } from '../../platform/jobs/store-admin.ts';
import { idSchema, instant, iso, isoOrNull } from '../shapes.ts';

export const jobSchema = z.strictObject({
  id: idSchema('job'),
  name: z.string(),
  state: z.enum(jobStates),
  attempts: z.int().min(0),
  lastError: z.string().nullable(),
  createdAt: instant,
  runAt: instant,
  finishedAt: instant.nullable(),
});

export const shownJob = (job: JobView): z.input<typeof jobSchema> => ({
  ...job,
  createdAt: iso(job.createdAt),
  runAt: iso(job.runAt),
  finishedAt: isoOrNull(job.finishedAt),
});
