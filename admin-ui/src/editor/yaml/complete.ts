import { argumentsOf, flowWords, type Names, type Words } from './dsl-words.ts';
import { placeInText, type PlaceInText } from './place-in-text.ts';

export interface Known {
  /** What the space and the flow have, by name. */
  names(of: Names): readonly { readonly name: string; readonly about?: string }[];
}

export interface Suggestion {
  readonly label: string;
  readonly detail?: string;
  readonly apply?: string;
}

/** What can stand where somebody types. */
export const complete = (
  text: string,
  offset: number,
  known: Known,
): { readonly from: number; readonly options: readonly Suggestion[] } | null => {
  const place = placeInText(text, offset);
  if (place === null) return null;
  const { field, from, beside } = place;
  const around = wordsAt(place);
  if (around === null) return null;
  if (field === null) {
    if (around.kind !== 'fields') return null;
    const options = Object.entries(around.fields)
      .filter(([name]) => !beside.has(name))
      .map(([name, of]) => ({ label: name, apply: `${name}:${endingOf(of())}` }));
    return options.length === 0 ? null : { from, options };
  }
  const wanted = wordsIn(around, field);
  if (wanted?.kind === 'value')
    return wanted.values.length === 0 ? null : { from, options: wanted.values.map((label) => ({ label })) };
  if (wanted?.kind !== 'name') return null;
  const found = known
    .names(wanted.of)
    .map(({ name, about }) => ({ label: name, ...(about !== undefined && { detail: about }) }));
  return { from, options: [...wanted.values.map((label) => ({ label })), ...found] };
};

const endingOf = ({ kind }: Words): string => (kind === 'value' || kind === 'name' ? ' ' : '');

const wordsIn = (around: Words, field: string, called: string | null = null): Words | null => {
  if (around.kind === 'fields' && field === 'with' && 'call' in around.fields)
    return called === null ? null : argumentsOf(called);
  if (around.kind === 'fields') return around.fields[field]?.() ?? null;
  return around.kind === 'map' || around.kind === 'named' ? around.of() : null;
};

const wordsAt = ({ path, called }: PlaceInText): Words | null => {
  let now: Words | null = flowWords;
  for (const step of path) {
    if (now === null) return null;
    if (step !== '[]') now = wordsIn(now, step, called);
    // The name of the item comes next.
    else if (now.kind === 'named') now = { kind: 'map', of: now.of };
    else now = now.kind === 'list' ? now.of() : null;
  }
  return now;
};
