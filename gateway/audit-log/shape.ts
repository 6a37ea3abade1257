import { z } from 'zod';
import { instant } from '../shapes.ts';

export const auditEntrySchema = z.strictObject({
  id: z.string(),
  seq: z.number().int(),
  at: instant,
  actor: z.string(),
  actorName: z.string(),
  action: z.string(),
  target: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  ip: z.string().nullable(),
  requestId: z.string().nullable(),
});
