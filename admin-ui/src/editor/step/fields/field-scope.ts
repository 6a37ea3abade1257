import { createContext, useContext } from 'react';
import type { Seen } from '../expression/evaluate.ts';
import type { Surroundings } from '../expression/surroundings.ts';

/** Where what is picked from the data goes: into the field that had the focus last. */
export interface PickTarget {
  readonly label: string;
  /** Takes a path of jq, at its cursor. */
  insert(path: string): void;
}

/** What fields of a step know of where they stand. */
export interface FieldScope {
  /** Nothing can be changed: the text cannot be read, or the person may not. */
  readonly readOnly: boolean;
  /** Steps that `then` may lead to. */
  readonly siblings: readonly string[];
  /** Of the operation that is called. */
  readonly connector: string | null;
  /** Names that `use` declares, by its sections. */
  used(section: string): readonly string[];
  /** By the pointer of the field within its form. */
  around(pointer: string): Surroundings;
  /** Null: no sample tells. */
  seen(pointer: string): Seen | null;
  /** The field has the focus: what is picked goes there. */
  aim(target: PickTarget): void;
  aimed(): PickTarget | null;
  /** Something is dragged from the data: what has to be done before its path leads there. False: it cannot be. */
  drag(before: () => boolean): void;
  /** It was dropped into a field. */
  drop(): boolean;
  /** What was changed elsewhere for the next change of a field: both are undone together. */
  join(change: string): void;
  /** The change that the next one belongs to, once. */
  takeJoin(): string | undefined;
}

const Context = createContext<FieldScope | null>(null);
export const FieldScopeProvider = Context;

export const useFieldScope = (): FieldScope => {
  const scope = useContext(Context);
  if (scope === null) throw new Error('A field stands outside of a step. Wrap it in StepForm.');
  return scope;
};
