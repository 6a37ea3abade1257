import { z } from 'zod';
import { nameSchema } from '../shapes.ts';

/** Who sees the page of a space for those who call its gateway. */
const portalAccess = ['off', 'public', 'consumers'] as const;

export const portalSettingsSchema = z.strictObject({
  access: z
    .enum(portalAccess)
    .describe('off: there is no such page; public: for everybody; consumers: for those who show a key.'),
  title: z.union([z.literal(''), nameSchema]).describe('The name of the space when empty.'),
  intro: z
    .string()
    .trim()
    .max(5_000)
    .refine((text) => !/[\p{Cs}\0]/u.test(text), 'must not hold NUL')
    .describe('Markdown: headings, lists, links, code; no HTML.'),
  selfService: z.boolean().describe('Consumers add, rotate and revoke their keys by themselves.'),
});
export type PortalSettings = z.infer<typeof portalSettingsSchema>;

export const noPortal: PortalSettings = { access: 'off', title: '', intro: '', selfService: false };
