import { z } from 'zod';
import { idSchema, instant, nameSchema } from '../shapes.ts';

/** As people and flows write it. It stands in addresses, and is never taken for an id. */
export const groupNameSchema = nameSchema
  .max(60, 'must have at most 60 characters')
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N} .&'()+-]*$/u,
    "is letters, digits, spaces and . & ' ( ) + -, a letter or digit first",
  );

/** One of those that there are: by its name, or by the id that it keeps when it gets another name. */
export const knownGroupSchema = z.union([idSchema('grp'), groupNameSchema]);

/** All of them are changed in one request; a group is a team, not a company. */
const mostMembers = 500;

export const memberIdsSchema = z
  .array(idSchema('usr'))
  .max(mostMembers, `must be ${mostMembers} people at most`)
  .refine((ids) => new Set(ids).size === ids.length, 'must not name anybody twice');

export const groupSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  members: z.number().int().describe('How many people it has.'),
  createdAt: instant,
  updatedAt: instant,
});

const groupMemberSchema = z.strictObject({
  userId: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  addedAt: instant,
});

export const groupDetailSchema = z.strictObject({
  ...groupSchema.shape,
  people: z.array(groupMemberSchema).describe('Its members, by name.'),
});
