import { z } from 'zod';
import { instantText } from '../core/instant-text.ts';
import { permissionNames, roles, type Permission } from '../core/roles.ts';
import { idPattern, type IdPrefix } from '../platform/ids.ts';

/** The pieces that the gateway's inputs and outputs are made of. */
export const roleSchema = z.enum(roles);
export const permissionSchema = z.enum(permissionNames as [Permission, ...Permission[]]);

export const idSchema = (prefix: IdPrefix) =>
  z.string().regex(idPattern(prefix), `must be an id that begins with ${prefix}_`);

/** An instant in answers: ISO 8601, UTC. */
export const instant = z.iso.datetime();

/** Lower case, because the same mailbox must not be two people. */
export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'must have at most 254 characters')
  .pipe(z.email('must be an e-mail address'));

// Control characters and marks that turn the direction of writing let one name pass for another.
const deceptive = /[\p{Cc}\p{Cs}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

/** A name that somebody else made, in the form that ours have. */
export const cleanName = (name: string): string =>
  name.replace(new RegExp(deceptive, 'gu'), '').slice(0, 100).trim();

export const nameSchema = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 characters')
  .refine((name) => !deceptive.test(name), 'must not hold control characters');

/** What a person types as a password: its own rules are checked where one is chosen. */
export const passwordSchema = z.string().min(1).max(1024);
/** A one-time token out of a link. */
export const linkTokenSchema = z.string().min(1).max(200);
export const codeSchema = z.string().trim().min(1).max(40);

export const nothing = z.strictObject({});
export const noInput = z.strictObject({});

export const iso = instantText;
export const isoOrNull = (date: Date | null): string | null => (date === null ? null : instantText(date));
