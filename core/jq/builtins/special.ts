import { innerFrame, type Code } from '../code.ts';
import { innerScope, part, type Scope } from '../scope.ts';
import type { Node } from '../syntax.ts';

/** A builtin that is given its arguments as filters, to run them as often as it likes. */
export type Special = (args: readonly Node[], scope: Scope) => Code;

/** The argument at a place; find.ts has seen to it that it is there. */
export const arg = (args: readonly Node[], at: number, scope: Scope): Code =>
  part(args[at] ?? { kind: 'identity', at: 0 }, scope);

/**
 * For arguments that are run again while they run, such as `f` in `recurse(f)`: their variables live in a frame of
 * their own each time.
 */
export const reentrant = (args: readonly Node[], at: number, scope: Scope): Code => {
  const { single, stream, paths, constant } = arg(args, at, innerScope(scope));
  return {
    single: single === null ? null : (input, frame) => single(input, innerFrame(frame)),
    stream: (input, frame, out) => stream(input, innerFrame(frame), out),
    paths: (spot, frame, out) => paths(spot, innerFrame(frame), out),
    constant,
  };
};
