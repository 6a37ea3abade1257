import type { Conversation } from '../tool-tokens/shape.ts';

/** What arguments of tools can be fixed from. */

export const personFacts = (person: {
  readonly userId: string;
  readonly name: string;
  readonly email: string | null;
  readonly slug: string;
}): Readonly<Record<string, string>> => ({
  userId: person.userId,
  name: person.name,
  ...(person.email !== null && { email: person.email }),
  space: person.slug,
});

export const keyFacts = (key: {
  readonly name: string;
  readonly slug: string;
}): Readonly<Record<string, string>> => ({ name: key.name, space: key.slug });

/** Without those that were left out. */
export const conversationFacts = (facts: Conversation): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(facts).filter((fact): fact is [string, string] => typeof fact[1] === 'string'),
  );
