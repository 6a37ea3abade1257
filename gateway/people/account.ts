import { z } from 'zod';
import { HubError } from '../../core/errors.ts';
import type { Caller } from '../../core/caller.ts';
import type { Tx } from '../../platform/db/open.ts';
import { idSchema, nameSchema } from '../shapes.ts';
import { findPerson, type Person } from './store.ts';

/** What a person has called a way to look at a list: its search, filters and order, as they stand in its address. */
const viewSchema = z.strictObject({
  spaceId: idSchema('spc'),
  list: z.string().min(1).max(40),
  name: nameSchema,
  search: z.string().max(1000),
});

export const preferencesSchema = z.strictObject({
  language: z.enum(['en', 'de']).optional(),
  theme: z.enum(['light', 'dark', 'system']).optional(),
  views: z
    .array(viewSchema)
    .max(200)
    .optional()
    .describe('All of them: a new list takes the place of the old.'),
});

/** What the answers about signing in say of a person. */
export const signedInSchema = z.strictObject({
  user: z.strictObject({ id: z.string(), name: z.string(), email: z.string().nullable() }),
});

export const shownPerson = (person: Person): z.infer<typeof signedInSchema> => ({
  user: { id: person.userId, name: person.name, email: person.email },
});

export const accountSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  hasPassword: z.boolean(),
  totp: z.boolean(),
  installationOwner: z.boolean(),
  preferences: preferencesSchema,
});

/** Preferences that a newer version wrote are not shown by this one. */
const knownPreferences = preferencesSchema.catch({});

export const shownAccount = (person: Person): z.infer<typeof accountSchema> => ({
  id: person.userId,
  name: person.name,
  email: person.email,
  hasPassword: person.passwordHash !== null,
  totp: person.totpConfirmed,
  installationOwner: person.installationOwner,
  preferences: knownPreferences.parse(person.preferences),
});

export type UserCaller = Extract<Caller, { kind: 'user' }>;

/** The signed-in person who calls. Operations with access `user` have one, unless the hub itself calls. */
export const signedInCaller = (caller: Caller): UserCaller => {
  if (caller.kind === 'user') return caller;
  throw new HubError('unauthenticated', 'This is for a signed-in person.');
};

export const ownPerson = async (tx: Tx, caller: Caller): Promise<Person> => {
  const person = await findPerson(tx, signedInCaller(caller).userId);
  if (person === undefined) throw new HubError('unauthenticated', 'This account does not exist any more.');
  return person;
};
