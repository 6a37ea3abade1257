import { singleCode, type Code } from './code.ts';
import { placeOf, type Place } from './error.ts';
import { find, findCallable, findConstant, type Scope } from './scope.ts';
import type { Node } from './syntax.ts';

/** What a program reads of `$ENV` and `env`, as far as its text tells. */
export interface EnvUse {
  /** By name, with the place where it is first read. */
  readonly names: ReadonlyMap<string, Place>;
  /** Where all of it is read at once, or by names that are made as the program runs. */
  readonly whole: Place | null;
}

/** The object that each evaluation is given: it is no process's environment. */
export const envCode: Code = singleCode((_input, frame) => frame.machine.env);

/** Unless the program calls something else by that name. */
export const isEnv = (node: Node, scope: Scope): boolean => {
  if (node.kind === 'call')
    return node.name === 'env' && node.args.length === 0 && findCallable(scope, 'env', 0) === null;
  if (node.kind !== 'variable' || node.name !== 'ENV') return false;
  return find(scope, 'variable', 'ENV') === null && findConstant(scope, 'ENV') === null;
};

export const noteName = (scope: Scope, name: string, { at }: Node): void => {
  const { env, source } = scope.unit;
  if (!env.names.has(name)) env.names.set(name, placeOf(source, at));
};

export const noteWhole = (scope: Scope, { at }: Node): void => {
  const { env, source } = scope.unit;
  env.whole ??= placeOf(source, at);
};
