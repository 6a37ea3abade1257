import { z } from 'zod';
import { instant, roleSchema } from '../shapes.ts';

export const memberSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  role: roleSchema,
  fromProvider: z.boolean(),
  disabled: z.boolean(),
  totp: z.boolean(),
  lastSeenAt: instant.nullable(),
  createdAt: instant,
});
