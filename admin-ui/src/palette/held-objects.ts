import { titleFit } from '../list/title-fit.ts';
import type { FoundObject } from './found-object.ts';

/** What one kind has answered to these words. */
export interface HeldAnswer {
  readonly words: string;
  readonly found: readonly FoundObject[];
}

/** By the noun of the kind, in the order in which the kinds have answered first. */
export type HeldObjects = ReadonlyMap<string, HeldAnswer>;

/**
 * A kind that answers for the first time comes below those that have: what stands there stays where it is. The same
 * value where nothing is new.
 */
export const withAnswers = (
  held: HeldObjects,
  answers: readonly (readonly [noun: string, answer: HeldAnswer])[],
): HeldObjects => {
  const news = answers.filter(([noun, { words, found }]) => {
    const before = held.get(noun);
    return before?.words !== words || before.found !== found;
  });
  return news.length === 0 ? held : new Map([...held, ...news]);
};

export const mostOfKind = 5;

/**
 * What of the answer is shown for these words: the best titles first, and of an answer to other words only what has
 * these as well, until the new answer is there.
 */
export const shownOf = ({ words, found }: HeldAnswer, typed: string): readonly FoundObject[] => {
  const wanted = typed.toLowerCase();
  return found
    .filter(
      ({ title, about }) =>
        words === typed || title.toLowerCase().includes(wanted) || about.toLowerCase().includes(wanted),
    )
    .map((one) => ({ one, fit: titleFit([one.title, one.about], typed) }))
    .toSorted((some, other) => some.fit - other.fit)
    .slice(0, mostOfKind)
    .map(({ one }) => one);
};
