import { z } from 'zod';
import { failpointNames, type Failpoint } from './failpoint.ts';

/** What a setting is, the rules that values are held to, and what they become. */

export interface Setting {
  readonly schema: z.ZodType;
  readonly fallback?: string;
  readonly about: string;
  readonly example: string;
  readonly secret?: true;
}

export const setting = <Schema extends z.ZodType>(schema: Schema, rest: Omit<Setting, 'schema'>) => ({
  schema,
  ...rest,
});

export const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));

export const url = (...schemes: string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)),
      `must be a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    );

export const origins = z
  .string()
  .transform(list)
  .refine(
    (all) => all.every((one) => URL.canParse(one) && new URL(one).origin === one),
    'must be origins, separated by commas: scheme, host and port, without a path',
  );

export const failpoints = z
  .string()
  .transform((text) => list(text).map((one) => one.split('=') as [Failpoint, string]))
  .refine(
    (all) => all.every(([name, chance]) => failpointNames.includes(name) && /^(0(\.\d+)?|1)$/.test(chance)),
    `must be pairs of a failpoint and a chance from 0 to 1; failpoints are ${failpointNames.join(', ')}`,
  )
  .transform((all): ReadonlyMap<Failpoint, number> => new Map(all.map(([name, one]) => [name, Number(one)])));

export const stdioCommands = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue('must be JSON');
      return z.NEVER;
    }
  })
  .pipe(
    z.record(
      z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be small letters, digits and hyphens'),
      z.tuple([z.string().min(1)], z.string()),
      'must be JSON of names, each with a list of the command and its arguments',
    ),
  );
