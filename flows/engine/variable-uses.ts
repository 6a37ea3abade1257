import type { EnvUse } from '../../core/jq/env.ts';

/** That an expression reads a variable of the space: where in the document, and at which letter of the expression. */
export interface VariableUse {
  readonly path: string;
  /** Null: all of them, or one whose name is made as it runs. */
  readonly name: string | null;
  readonly line: number;
  readonly column: number;
}

export interface VariableUses {
  readonly found: readonly VariableUse[];
  add(path: string, env: EnvUse): void;
}

export const openVariableUses = (): VariableUses => {
  const found: VariableUse[] = [];
  const told = new Set<string>();
  const note = (use: VariableUse): void => {
    // What is put around several tasks is compiled for each of them.
    const key = `${use.path}\n${use.name ?? ''}`;
    if (!told.has(key)) found.push(use);
    told.add(key);
  };
  return {
    found,
    add: (path, { names, whole }) => {
      for (const [name, place] of names) note({ path, name, ...place });
      if (whole !== null) note({ path, name: null, ...whole });
    },
  };
};

/** The names, each once. */
export const variableNames = (uses: readonly VariableUse[]): string[] => [
  ...new Set(uses.flatMap(({ name }) => name ?? [])),
];

/** Those of the values that can be read. */
export const readOf = (
  uses: readonly VariableUse[],
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => {
  if (uses.some(({ name }) => name === null)) return values;
  const names = new Set(variableNames(uses));
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
};
