import { keepNewest } from '../../core/keep-newest.ts';
import type { Clock, Hints } from '../../core/ports.ts';
import type { Db } from '../../platform/db/open.ts';
import { openTrusted } from '../../platform/trusted.ts';
import type { Program } from '../engine/program.ts';
import { currentVariables, variablesAt } from './store-variables.ts';
import { noVariables, type VariableSet } from './variable-set.ts';

/** Processes look again at the variables that they know when they hear this. */
export const variablesChanged = 'flows.variables';

/** Variables as runs need them: read once for all runs of a space, and kept while they are the newest. */
export interface KnownVariables {
  /** Those that a run begins with now; null where its flow reads none: nothing is asked then. */
  for(spaceId: string, program: Pick<Program, 'variables'>): Promise<VariableSet | null>;
  newest(spaceId: string): Promise<VariableSet>;
  /** Those that a run has begun with. */
  at(spaceId: string, number: number | null): Promise<VariableSet>;
  close(): void;
}

const mostSpaces = 1_000;
const mostVersions = 1_000;

export const openKnownVariables = (deps: {
  readonly db: Db;
  readonly hints: Hints;
  readonly clock: Clock;
}): KnownVariables => {
  const { db } = deps;
  const newest = openTrusted<VariableSet>({ clock: deps.clock, most: mostSpaces });
  const versions = new Map<string, Promise<VariableSet>>();
  const stop = deps.hints.on(variablesChanged, newest.forget);

  const newestOf = (spaceId: string): Promise<VariableSet> =>
    newest.get(spaceId, () => db.readInSpace(spaceId, (tx) => currentVariables(tx, spaceId)));

  return {
    for: async (spaceId, { variables }) => (variables.length === 0 ? null : newestOf(spaceId)),
    newest: newestOf,
    at: async (spaceId, number) => {
      if (number === null || number === 0) return noVariables;
      const key = `${spaceId} ${number}`;
      const known = versions.get(key);
      const set = known ?? db.readInSpace(spaceId, (tx) => variablesAt(tx, spaceId, number));
      keepNewest(versions, { key, value: set, most: mostVersions });
      if (known === undefined) set.catch(() => versions.delete(key));
      return set;
    },
    close: stop,
  };
};
