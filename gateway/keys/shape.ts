import { z } from 'zod';
import { instant, permissionSchema } from '../shapes.ts';
import { keyStates } from './store.ts';

export const keySchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  hint: z.string().describe('How the key begins.'),
  permissions: z.array(permissionSchema),
  toolsets: z
    .array(z.string())
    .nullable()
    .describe('All that it opens; null when it is not limited to tools.'),
  createdBy: z.string().describe('The id of a person or a key.'),
  createdByName: z.string().nullable().describe('Null when it was no member of today.'),
  createdAt: instant,
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable().describe('To the minute.'),
  revokedAt: instant.nullable(),
  state: z.enum(keyStates),
});
