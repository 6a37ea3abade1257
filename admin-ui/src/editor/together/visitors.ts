import type { Visitor } from '../canvas/canvas-props.ts';
import type { FlowShape } from '../document/flow-shape.ts';
import { placesByKey } from '../trial/place-key.ts';

/** Somebody at one page of this flow, as the hub tells it. */
export interface Here {
  readonly id: string;
  readonly person: string;
  readonly name: string;
  /** Key of the step that is looked at. */
  readonly step: string | null;
  readonly since: string;
  readonly you: boolean;
}

/** A person who is on the flow, wherever and however often. */
export interface Face extends Visitor {
  readonly person: string;
  readonly initials: string;
  readonly since: string;
  /** Keys of the steps that they look at. */
  readonly steps: readonly string[];
}

/** Told from each other and from the states of a run; dark enough for white letters. */
const colors = ['grape', 'cyan', 'indigo', 'pink', 'teal', 'violet', 'blue'] as const;

/** The same for the same person, on every page. */
const colorOf = (person: string): string => {
  let hash = 0;
  for (let at = 0; at < person.length; at += 1) hash = (Math.imul(hash, 31) + person.charCodeAt(at)) >>> 0;
  return `var(--mantine-color-${colors[hash % colors.length] ?? 'blue'}-9)`;
};

export const initialsOf = (name: string): string => {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
  const [first = '?', last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return `${[...first][0] ?? '?'}${last === undefined ? '' : ([...last][0] ?? '')}`.toUpperCase();
};

/** The others, each once, in the order in which they came. A person with another tab is somebody to look out for as well. */
export const facesOf = (here: readonly Here[]): readonly Face[] =>
  [
    ...Map.groupBy(
      here.filter(({ you }) => !you),
      ({ person }) => person,
    ),
  ].flatMap(([person, pages]) => {
    const [first] = pages;
    if (first === undefined) return [];
    return {
      ...{ person, name: first.name, since: first.since, color: colorOf(person) },
      initials: initialsOf(first.name),
      steps: [...new Set(pages.flatMap(({ step }) => (step === null ? [] : [step])))],
    };
  });

/** At which steps others are, where those stand in this page's text. */
export const visitorsOf = (
  faces: readonly Face[],
  shape: FlowShape,
): ReadonlyMap<string, readonly Visitor[]> => {
  const places = placesByKey(shape);
  const visitors = new Map<string, Visitor[]>();
  for (const { name, color, steps } of faces)
    for (const step of steps) {
      const place = places.get(step);
      if (place !== undefined) visitors.set(place, [...(visitors.get(place) ?? []), { name, color }]);
    }
  return visitors;
};
