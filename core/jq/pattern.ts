import { index } from './access.ts';
import { attempt } from './compile-flow.ts';
import type { Code, Frame } from './code.ts';
import { declare, find, part, type Scope } from './scope.ts';
import { namesIn, type Pattern, type PatternProperty } from './syntax.ts';
import type { Value } from './value.ts';

/** `as` patterns: how the parts of a value become variables. */

type Assign = (value: Value, frame: Frame) => void;
type Match = (value: Value, frame: Frame, then: () => boolean) => boolean;

interface Matcher {
  /** For patterns that match in one way only. */
  readonly assign: Assign | null;
  readonly match: Match;
}

export interface Binder {
  readonly scope: Scope;
  /** When there is one pattern without alternatives, matching in one way. */
  readonly assign: Assign | null;
  /** Runs what follows for each way to match; errors in there lead to the next alternative. */
  readonly bind: <T>(value: Value, frame: Frame, then: Then<T>) => boolean;
}

export interface Then<T> {
  readonly run: (out: (value: T) => boolean) => boolean;
  readonly out: (value: T) => boolean;
}

export const compilePatterns = (patterns: readonly Pattern[], outer: Scope): Binder => {
  let scope = outer;
  const names = new Set(patterns.flatMap(namesIn));
  for (const name of names) scope = declare(scope, name);
  const slots = [...names].map((name) => find(scope, 'variable', name)?.slot ?? 0);
  const matchers = patterns.map((pattern) => compilePattern(pattern, { outer, inner: scope }));
  const [only] = matchers;
  if (only !== undefined && matchers.length === 1) {
    const bind: Binder['bind'] = (value, frame, { run, out }) => only.match(value, frame, () => run(out));
    return { scope, assign: only.assign, bind };
  }
  const from = <T>(at: number, [value, frame]: readonly [Value, Frame], then: Then<T>): boolean => {
    const matcher = matchers[at];
    if (matcher === undefined) return false;
    for (const slot of slots) frame.values[slot] = null;
    const matched = (out: Then<T>['out']): boolean => matcher.match(value, frame, () => then.run(out));
    if (at === matchers.length - 1) return matched(then.out);
    return attempt(frame, [matched, then.out], () => from(at + 1, [value, frame], then));
  };
  return { scope, assign: null, bind: (value, frame, then) => from(0, [value, frame], then) };
};

interface Scopes {
  readonly outer: Scope;
  readonly inner: Scope;
}

const compilePattern = (pattern: Pattern, scopes: Scopes): Matcher => {
  switch (pattern.kind) {
    case 'name':
      return assigning(setter(pattern.name, scopes));
    case 'elements':
      return inOrder(
        pattern.elements.map((element, at) => under(constant(at), compilePattern(element, scopes))),
      );
    case 'properties':
      return inOrder(pattern.properties.map((property) => compileProperty(property, scopes)));
  }
};

const setter = (name: string, { inner }: Scopes): Assign => {
  const slot = find(inner, 'variable', name)?.slot ?? 0;
  return (value, frame) => {
    frame.values[slot] = value;
  };
};

const assigning = (assign: Assign): Matcher => ({
  assign,
  match: (value, frame, then) => {
    assign(value, frame);
    return then();
  },
});

type Key = Pick<Code, 'single' | 'stream'>;

const constant = (key: Value): Key => ({
  single: () => key,
  stream: (_input, _frame, out) => out(key),
});

const compileProperty = ({ key, name, pattern }: PatternProperty, scopes: Scopes): Matcher => {
  const inner = pattern === null ? [] : [compilePattern(pattern, scopes)];
  const own = name === null ? [] : [assigning(setter(name, scopes))];
  return under(part(key, scopes.outer), inOrder([...own, ...inner]));
};

/** Matches what stands under a key. */
const under = (key: Key, { assign, match }: Matcher): Matcher => {
  const { single } = key;
  return {
    assign:
      single === null || assign === null
        ? null
        : (value, frame) => {
            assign(index(value, single(value, frame), frame.machine), frame);
          },
    match: (value, frame, then) =>
      key.stream(value, frame, (name) => match(index(value, name, frame.machine), frame, then)),
  };
};

/** Several matchers on one value, one after the other. */
const inOrder = (matchers: readonly Matcher[]): Matcher => {
  const assigns = matchers.flatMap(({ assign }) => assign ?? []);
  const [only] = matchers;
  if (only !== undefined && matchers.length === 1) return only;
  if (assigns.length === matchers.length) {
    return assigning((value, frame) => {
      for (const assign of assigns) assign(value, frame);
    });
  }
  const from = (at: number, [value, frame]: readonly [Value, Frame], then: () => boolean): boolean => {
    const matcher = matchers[at];
    return matcher === undefined
      ? then()
      : matcher.match(value, frame, () => from(at + 1, [value, frame], then));
  };
  return { assign: null, match: (value, frame, then) => from(0, [value, frame], then) };
};
