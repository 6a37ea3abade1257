import { newMeter, type Limits, type Meter } from './meter.ts';
import type { Path } from './paths.ts';
import type { Value } from './value.ts';

/** What programs are compiled to: closures that know their place among the frames. */

/** Leaves a label. It passes everything that catches errors. */
export class BreakSignal extends Error {
  label = 0;
}

/** One evaluation under way. */
export interface Machine extends Meter {
  /** A call that the callee left to its caller, so that the stack does not grow: see `tailCall`. */
  pending: PendingCall | null;
  /** The same for a call whose values go to `out`. */
  pendingStream: PendingStream | null;
  readonly signal: BreakSignal;
}

export interface PendingCall {
  readonly body: Single;
  readonly input: Value;
  readonly frame: Frame;
}

export interface PendingStream {
  readonly body: Stream;
  readonly input: Value;
  readonly frame: Frame;
  readonly out: Out;
}

export const newMachine = (limits: Limits): Machine => ({
  ...newMeter(limits),
  pending: null,
  pendingStream: null,
  signal: leave,
});

/** Made once: it is thrown to leave labels, and nobody reads its stack. */
const leave = new BreakSignal('break');

/** The variables of one activation of a function, or of the program. */
export interface Frame {
  readonly machine: Machine;
  readonly parent: Frame | null;
  readonly values: Value[];
  readonly closures: readonly Closure[];
}

/** A filter given to a function, with the frame that it was written in. */
export interface Closure {
  readonly code: Code;
  readonly frame: Frame;
}

/** True stops everything up to who asked for it. */
export type Out = (value: Value) => boolean;
export type Single = (input: Value, frame: Frame) => Value;
export type Stream = (input: Value, frame: Frame, out: Out) => boolean;

/** A value with the way to it; without one it is only a value, and no path can go on from it. */
export interface Spot {
  readonly path: Path | null;
  readonly value: Value;
}

export type SpotOut = (spot: Spot) => boolean;
export type Paths = (spot: Spot, frame: Frame, out: SpotOut) => boolean;

export interface Code {
  /** For what gives exactly one value or an error; much faster than a stream. */
  readonly single: Single | null;
  readonly stream: Stream;
  readonly paths: Paths;
  readonly constant: { readonly value: Value } | null;
}

/** What a body answers instead of a value when it ends in a call: the caller makes that call from its own place. */
export const tailCall: Value = Object.freeze({});

const valuesOnly =
  (stream: Stream): Paths =>
  (spot, frame, out) =>
    stream(spot.value, frame, (value) => out({ path: null, value }));

export const singleCode = (single: Single, paths?: Paths): Code => {
  const stream: Stream = (input, frame, out) => out(single(input, frame));
  return { single, stream, paths: paths ?? valuesOnly(stream), constant: null };
};

export const streamCode = (stream: Stream, paths?: Paths): Code => ({
  single: null,
  stream,
  paths: paths ?? valuesOnly(stream),
  constant: null,
});

/** For code that is a single only when its parts are. */
export const maybeSingle = (single: Single | null, stream: Stream, paths?: Paths): Code => ({
  single,
  stream,
  paths: paths ?? valuesOnly(stream),
  constant: null,
});

export const constantCode = (value: Value): Code => ({
  ...singleCode(() => value),
  constant: { value },
});

export const frameAt = (frame: Frame, hops: number): Frame => {
  let at = frame;
  for (let left = hops; left > 0 && at.parent !== null; left -= 1) at = at.parent;
  return at;
};

export const noClosures: readonly Closure[] = [];

export const innerFrame = (parent: Frame): Frame => ({
  machine: parent.machine,
  parent,
  values: [],
  closures: noClosures,
});

export const rootFrame = (machine: Machine, values: Value[]): Frame => ({
  machine,
  parent: null,
  values,
  closures: noClosures,
});

/** All values of some code together; what follows runs for each way to choose one of each, the last one outermost. */
export const eachChoice = (
  codes: readonly Code[],
  [input, frame]: readonly [Value, Frame],
  then: (values: readonly Value[]) => boolean,
): boolean => {
  const values: Value[] = new Array<Value>(codes.length).fill(null);
  const choose = (at: number): boolean => {
    const code = codes[at];
    if (code === undefined) return then(values.slice());
    if (code.single !== null) {
      values[at] = code.single(input, frame);
      return choose(at - 1);
    }
    return code.stream(input, frame, (value) => {
      values[at] = value;
      return choose(at - 1);
    });
  };
  return choose(codes.length - 1);
};

/** The first value, or undefined. */
export const firstOf = (code: Code, input: Value, frame: Frame): Value | undefined => {
  if (code.single !== null) return code.single(input, frame);
  let found: Value | undefined;
  code.stream(input, frame, (value) => {
    found = value;
    return true;
  });
  return found;
};
