import { z } from 'zod';

/** The space that every installation has: people from the identity provider and the first key belong to it. */
export const defaultSpaceSlug = 'default';

const shape = /^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$/;
// Words that stand where a slug would in addresses of the console or of the API.
const reserved: ReadonlySet<string> = new Set(['new', 'api', 'hub', 'installation', 'system', 'all', 'none']);

/** A space's name in addresses: for ever, so it is plain. */
export const slugSchema = z
  .string()
  .regex(
    shape,
    'must be 1 to 48 lower-case letters, digits and dashes, beginning and ending with a letter or digit',
  )
  .refine((slug) => !slug.includes('--'), 'must not hold two dashes in a row')
  .refine((slug) => !reserved.has(slug), 'is a word that the hub uses itself');
