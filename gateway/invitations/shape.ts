import { z } from 'zod';
import { instant, roleSchema } from '../shapes.ts';
import { invitationStates } from './store.ts';

export const invitationSchema = z.strictObject({
  id: z.string(),
  email: z.string(),
  role: roleSchema,
  invitedBy: z.string().describe('The id of a person or a key.'),
  invitedByName: z.string().nullable().describe('Null when it was no member of today.'),
  createdAt: instant,
  expiresAt: instant,
  state: z.enum(invitationStates),
});
