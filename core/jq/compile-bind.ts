import {
  maybeSingle,
  singleCode,
  streamCode,
  type Code,
  type Frame,
  type Out,
  type Single,
  type Spot,
  type SpotOut,
} from './code.ts';
import { compileInPlace, type InPlace } from './in-place.ts';
import { spend } from './meter.ts';
import { compilePatterns, type Binder } from './pattern.ts';
import { last, part, type Scope } from './scope.ts';
import type { NodeOf } from './syntax.ts';
import type { Value } from './value.ts';

export const compileBind = (node: NodeOf<'bind'>, scope: Scope): Code => {
  const source = part(node.source, scope);
  const { scope: inner, assign, bind } = compilePatterns(node.patterns, scope);
  const of = source.single;
  const isSimple = of !== null && assign !== null;
  const body = isSimple ? last(node.body, inner) : part(node.body, inner);
  const then = body.single;
  return maybeSingle(
    isSimple && then !== null
      ? (input, frame) => {
          assign(of(input, frame), frame);
          return then(input, frame);
        }
      : null,
    isSimple
      ? (input, frame, out) => {
          assign(of(input, frame), frame);
          return body.stream(input, frame, out);
        }
      : (input, frame, out) =>
          source.stream(input, frame, (value) =>
            bind(value, frame, { run: (emit: Out) => body.stream(input, frame, emit), out }),
          ),
    (spot, frame, out) =>
      source.stream(spot.value, frame, (value) =>
        bind(value, frame, { run: (emit: SpotOut) => body.paths(spot, frame, emit), out }),
      ),
  );
};

interface Fold {
  readonly source: Code;
  readonly start: Code;
  readonly update: Code;
  readonly bind: Binder['bind'];
  readonly assign: Binder['assign'];
}

const compileFold = (node: NodeOf<'reduce' | 'foreach'>, scope: Scope): Fold & { readonly scope: Scope } => {
  const source = part(node.source, scope);
  const start = part(node.start, scope);
  const { scope: inner, bind, assign } = compilePatterns(node.patterns, scope);
  return { source, start, bind, assign, update: part(node.update, inner), scope: inner };
};

/** The last value of the update is the next state; without any it is null. */
const never = (): boolean => false;

export const compileReduce = (node: NodeOf<'reduce'>, scope: Scope): Code => {
  const fold = compileFold(node, scope);
  const { start } = fold;
  const change = fold.assign === null ? null : compileInPlace(node.update, fold.scope);
  const run =
    change === null || fold.assign === null ? reducer(fold) : inPlaceReducer(fold, fold.assign, change);
  const first = start.single;
  const paths: Code['paths'] = (spot, frame, out) =>
    start.paths(spot, frame, (begin) => {
      let state: Spot = begin;
      const stop = eachItem(fold, [spot.value, frame], () => {
        const before = state;
        state = { path: null, value: null };
        return fold.update.paths(before, frame, (next) => {
          state = next;
          return false;
        });
      });
      return stop || out(state);
    });
  if (first !== null) return singleCode((input, frame) => run(first(input, frame), input, frame), paths);
  return streamCode(
    (input, frame, out) => start.stream(input, frame, (begin) => out(run(begin, input, frame))),
    paths,
  );
};

const eachItem = (
  { source, bind }: Fold,
  [input, frame]: readonly [Value, Frame],
  run: () => boolean,
): boolean =>
  source.stream(input, frame, (item) => {
    spend(frame.machine, 1);
    return bind(item, frame, { run, out: never });
  });

/** Each step changes what the step before it made, instead of a copy of it: see in-place.ts. */
const inPlaceReducer = (
  { source }: Fold,
  assign: NonNullable<Fold['assign']>,
  change: InPlace,
): ((begin: Value, input: Value, frame: Frame) => Value) => {
  return (begin, input, frame) => {
    let state = begin;
    const owned = new Set<Value>();
    source.stream(input, frame, (item) => {
      spend(frame.machine, 1);
      assign(item, frame);
      state = change(state, frame, owned);
      return false;
    });
    return state;
  };
};

const reducer = (fold: Fold): ((begin: Value, input: Value, frame: Frame) => Value) => {
  const { source, update, assign } = fold;
  const next: Single | null = update.single;
  if (next !== null && assign !== null) {
    return (begin, input, frame) => {
      let state = begin;
      source.stream(input, frame, (item) => {
        spend(frame.machine, 1);
        assign(item, frame);
        state = next(state, frame);
        return false;
      });
      return state;
    };
  }
  return (begin, input, frame) => {
    let state = begin;
    eachItem(fold, [input, frame], () => {
      const before = state;
      state = null;
      return update.stream(before, frame, (value) => {
        state = value;
        return false;
      });
    });
    return state;
  };
};

export const compileForeach = (node: NodeOf<'foreach'>, scope: Scope): Code => {
  const { source, start, update, bind, scope: inner } = compileFold(node, scope);
  const extract = node.extract === null ? null : part(node.extract, inner);
  return streamCode(
    (input, frame, out) =>
      start.stream(input, frame, (begin) => {
        let state = begin;
        const run = (emit: Out): boolean => {
          const before = state;
          state = null;
          return update.stream(before, frame, (value) => {
            state = value;
            return extract === null ? emit(value) : extract.stream(value, frame, emit);
          });
        };
        return source.stream(input, frame, (item) => {
          spend(frame.machine, 1);
          return bind(item, frame, { run, out });
        });
      }),
    (spot, frame, out) =>
      start.paths(spot, frame, (begin) => {
        let state: Spot = begin;
        const run = (emit: SpotOut): boolean => {
          const before = state;
          state = { path: null, value: null };
          return update.paths(before, frame, (next) => {
            state = next;
            return extract === null ? emit(next) : extract.paths(next, frame, emit);
          });
        };
        return source.stream(spot.value, frame, (item) => {
          spend(frame.machine, 1);
          return bind(item, frame, { run, out });
        });
      }),
  );
};
