import { z } from 'zod';
import { noPortal, portalSettingsSchema } from '../portal/settings.ts';
import { instant, iso } from '../shapes.ts';
import type { SpaceRow } from './store.ts';

const isTimezone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

export const spaceSettingsSchema = z.strictObject({
  timezone: z
    .string()
    .max(64)
    .regex(/^[A-Za-z]/, 'must be a time zone such as Europe/Berlin')
    .refine(isTimezone, 'must be a time zone such as Europe/Berlin'),
  language: z.enum(['en', 'de']),
  portal: portalSettingsSchema.describe('The page for those who call the gateway: replaced as a whole.'),
});
export type SpaceSettings = z.infer<typeof spaceSettingsSchema>;

const defaults: SpaceSettings = { timezone: 'UTC', language: 'en', portal: noPortal };

export const spaceSchema = z.strictObject({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  settings: spaceSettingsSchema,
  createdAt: instant,
});

export const shownSpace = (row: SpaceRow): z.infer<typeof spaceSchema> => ({
  id: row.spaceId,
  slug: row.slug,
  name: row.name,
  settings: { ...defaults, ...row.settings },
  createdAt: iso(row.createdAt),
});
