/** All variables of a space as they are at one version. It never changes: what is set later is another version. */
export interface VariableSet {
  readonly number: number;
  readonly values: VariableValues;
}

/** By name: any JSON. */
export type VariableValues = Readonly<Record<string, unknown>>;

/** Of a space that never had any, and of runs that read none. */
export const noVariables: VariableSet = { number: 0, values: Object.freeze({}) };

export const variableName = /^[a-zA-Z][a-zA-Z0-9_]{0,63}$/;
export const variableNameRule = 'is 1 to 64 letters, digits and underscores, a letter first';

export const variableLimits = {
  /** As JSON. */
  letters: 64 * 1024,
  depth: 50,
  /** Of a space: every process that runs flows has them in memory. */
  count: 500,
  allLetters: 1024 * 1024,
} as const;

/** No deeper than a file of variables can hold it. */
export const isShallow = (value: unknown, depth: number = variableLimits.depth): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (depth > 0 && Object.values(value).every((one) => isShallow(one, depth - 1)));
