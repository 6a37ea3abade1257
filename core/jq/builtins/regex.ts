import { searchFor, type Search, type Span } from '../../schema/pattern.ts';
import { add } from '../arithmetic.ts';
import {
  eachChoice,
  maybeSingle,
  streamCode,
  type Frame,
  type Out,
  type Single,
  type Stream,
} from '../code.ts';
import { JqError } from '../error.ts';
import { brief, typeError } from '../json.ts';
import { madeArray, madeObject, madeText, spend, type Meter } from '../meter.ts';
import { onigToRe2 } from '../onig-pattern.ts';
import { part, type Scope } from '../scope.ts';
import type { Node } from '../syntax.ts';
import { codePointLength, codePointOffsets } from '../text.ts';
import { isArray, kindOf, put, type Draft, type Value } from '../value.ts';
import { arg, type Special } from './special.ts';

/** Regular expressions: the pattern comes with the run, so each place in a program remembers those it has seen. */

interface Expression {
  readonly search: Search;
  readonly global: boolean;
  readonly skipEmpty: boolean;
  readonly isBounded: boolean;
}

type Known = Map<string, Expression>;

const maxKnown = 50;

const expressionOf = (known: Known, source: Value, flags: Value): Expression => {
  if (typeof source !== 'string') throw typeError(source, 'cannot be matched, as it is not a string');
  if (flags !== null && typeof flags !== 'string') throw typeError(flags, 'is not a string');
  const key = `${flags ?? ''}/${source}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const expression = compileExpression(source, flags ?? '');
  if (known.size >= maxKnown) known.clear();
  known.set(key, expression);
  return expression;
};

const compileExpression = (source: string, flags: string): Expression => {
  const unknown = /[^gimnpslx]/.exec(flags);
  if (unknown !== null) throw new JqError(`${flags} is not a valid modifier string`);
  const has = (flag: string): boolean => flags.includes(flag);
  const search = searchFor(onigToRe2(source, has('x')), {
    ignoreCase: has('i'),
    dotAll: has('s') || has('p'),
    longest: has('l'),
  });
  if (typeof search === 'string') {
    throw new JqError(`${brief(source)} (at offset 0) is not a valid regex: ${search}`);
  }
  return { search, global: has('g'), skipEmpty: has('n'), isBounded: !/[*+]|,\}/.test(source) };
};

/** The matches in a text, one after the other; an empty one is followed by the next character. */
const eachMatch = (
  { search, global, skipEmpty, isBounded }: Expression,
  [text, meter]: readonly [string, Meter],
  out: (spans: readonly Span[]) => boolean,
): boolean => {
  let from = 0;
  do {
    // A pattern without endless repetition looks little further than its match; others may look to the end each time.
    const reach = search.steps(text.length - from);
    spend(meter, 1 + (from === 0 ? reach : isBounded ? 0 : reach / 2));
    const spans = search.find(text, from);
    const whole = spans?.[0];
    if (spans === null || whole === undefined) return false;
    const isEmpty = whole.end === whole.start;
    if (!(isEmpty && skipEmpty) && out(spans)) return true;
    const width = (text.codePointAt(whole.end) ?? 0) > 0xffff ? 2 : 1;
    from = isEmpty ? whole.end + width : whole.end;
  } while (global && from <= text.length);
  return false;
};

const textInput = (value: Value): string => {
  if (typeof value === 'string') return value;
  throw typeError(value, 'cannot be matched, as it is not a string');
};

type Then = (text: string, expression: Expression) => boolean;

interface Matching {
  readonly isSingle: boolean;
  /** Runs what follows for each way to choose the pattern and its flags. */
  readonly each: (at: readonly [Value, Frame], then: Then) => boolean;
}

/** The pattern and its flags, or both in an array. */
const matching = (args: readonly Node[], scope: Scope, extra = ''): Matching => {
  const known: Known = new Map();
  const codes = args.map((one) => part(one, scope));
  return {
    isSingle: codes.every(({ single }) => single !== null),
    each: ([input, frame], then) =>
      eachChoice(codes, [input, frame], ([given = null, more = null]) => {
        const [source, flags] = codes.length === 1 ? patternAndFlags(given) : [given, more];
        if (flags !== null && typeof flags !== 'string') throw typeError(flags, 'is not a string');
        return guarded(known, () =>
          then(textInput(input), expressionOf(known, source, `${flags ?? ''}${extra}`)),
        );
      }),
  };
};

/** Where the stack ended inside of the engine, what it keeps between searches may be half done. */
const guarded = (known: Known, run: () => boolean): boolean => {
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError) known.clear();
    throw error;
  }
};

const patternAndFlags = (given: Value): readonly [Value, Value] => {
  if (typeof given === 'string') return [given, null];
  if (isArray(given) && given.length > 0) return [given[0] ?? null, given[1] ?? null];
  throw new JqError(`${kindOf(given)} not a string or array`);
};

const nowhere: Span = { start: 0, end: 0 };

const textAt = (text: string, { start, end }: Span): Value => (start < 0 ? null : text.slice(start, end));

const matchObject = (
  text: string,
  spans: readonly Span[],
  [{ search }, meter]: readonly [Expression, Meter],
): Value => {
  const offset = codePointOffsets(text);
  madeObject(meter, 4 + 4 * spans.length);
  const describe = (span: Span): { offset: number; length: number; string: Value } => ({
    offset: span.start < 0 ? -1 : offset(span.start),
    length: span.start < 0 ? 0 : codePointLength(text.slice(span.start, span.end)),
    string: textAt(text, span),
  });
  const [whole = nowhere, ...groups] = spans;
  const described = describe(whole);
  const captures = groups.map((group, at) => ({ ...describe(group), name: search.names[at] ?? null }));
  return { ...described, captures };
};

const captureObject = (text: string, spans: readonly Span[], { search }: Expression): Value => {
  const draft: Draft = {};
  search.names.forEach((name, at) => {
    const span = spans[at + 1];
    if (name !== null && span !== undefined) put(draft, name, textAt(text, span));
  });
  return draft;
};

const match: Special = (args, scope) => {
  const { each } = matching(args, scope);
  return streamCode((input, frame, out) =>
    each([input, frame], (text, expression) =>
      eachMatch(expression, [text, frame.machine], (spans) =>
        out(matchObject(text, spans, [expression, frame.machine])),
      ),
    ),
  );
};

/** One value for each pattern; when there is only one, code that gives just that. */
const onePerPattern =
  (answer: (text: string, expression: Expression, meter: Meter) => Value, extra = ''): Special =>
  (args, scope) => {
    const { each, isSingle } = matching(args, scope, extra);
    const stream: Stream = (input, frame, out) =>
      each([input, frame], (text, expression) => out(answer(text, expression, frame.machine)));
    const single: Single = (input, frame) => {
      let result: Value = null;
      stream(input, frame, (value) => {
        result = value;
        return true;
      });
      return result;
    };
    return maybeSingle(isSingle ? single : null, stream);
  };

const test = onePerPattern((text, expression, meter) => eachMatch(expression, [text, meter], () => true));

const capture: Special = (args, scope) => {
  const { each } = matching(args, scope);
  return streamCode((input, frame, out) =>
    each([input, frame], (text, expression) =>
      eachMatch(expression, [text, frame.machine], (spans) => {
        madeObject(frame.machine, spans.length);
        return out(captureObject(text, spans, expression));
      }),
    ),
  );
};

const scan: Special = (args, scope) => {
  const { each } = matching(args, scope, 'g');
  return streamCode((input, frame, out) =>
    each([input, frame], (text, expression) =>
      eachMatch(expression, [text, frame.machine], ([whole = nowhere, ...groups]) => {
        madeArray(frame.machine, groups.length + 1);
        return out(groups.length === 0 ? textAt(text, whole) : groups.map((group) => textAt(text, group)));
      }),
    ),
  );
};

/** The pieces between the matches. */
const pieces = (text: string, expression: Expression, [meter, out]: readonly [Meter, Out]): boolean => {
  let previous = 0;
  const stop = eachMatch(expression, [text, meter], ([whole = nowhere]) => {
    const piece = text.slice(previous, whole.start);
    previous = whole.end;
    madeText(meter, piece.length);
    return out(piece);
  });
  return stop || out(text.slice(previous));
};

const splits: Special = (args, scope) => {
  const { each } = matching(args, scope, 'g');
  return streamCode((input, frame, out) =>
    each([input, frame], (text, expression) => pieces(text, expression, [frame.machine, out])),
  );
};

const split = onePerPattern((text, expression, meter) => {
  const found: Value[] = [];
  pieces(text, expression, [meter, (piece) => found.push(piece) < 0]);
  madeArray(meter, found.length);
  return found;
}, 'g');

/** `sub(pattern; replacement; flags)`: several replacements give several results. */
const substitute =
  (extra: string): Special =>
  (args, scope) => {
    const [pattern, , flags] = args;
    const { each, isSingle } = matching(
      [pattern, flags].filter((one) => one !== undefined),
      scope,
      extra,
    );
    const replace = arg(args, 1, scope);
    const stream: Stream = (input, frame, out) =>
      each([input, frame], (text, expression) => {
        const results: Value[] = [];
        let previous = 0;
        let any = false;
        eachMatch(expression, [text, frame.machine], (spans) => {
          const { start, end } = spans[0] ?? nowhere;
          const gap = text.slice(previous, start);
          let at = 0;
          replace.stream(captureObject(text, spans, expression), frame, (insert) => {
            const added = add(gap, insert, frame.machine);
            results[at] = add(results[at] ?? null, added, frame.machine);
            at += 1;
            return false;
          });
          previous = end;
          any = true;
          return false;
        });
        if (!any) return out(text);
        const rest = text.slice(previous);
        return results.some((result) => out(add(result, rest, frame.machine)));
      });
    const single: Single = (input, frame) => {
      let result: Value = null;
      stream(input, frame, (value) => {
        result = value;
        return true;
      });
      return result;
    };
    return maybeSingle(isSingle && replace.single !== null ? single : null, stream);
  };

export const regex: Readonly<Record<string, Special>> = {
  'match/1': match,
  'match/2': match,
  'test/1': test,
  'test/2': test,
  'capture/1': capture,
  'capture/2': capture,
  'scan/1': scan,
  'scan/2': scan,
  'splits/1': splits,
  'splits/2': splits,
  'split/2': split,
  'sub/2': substitute(''),
  'sub/3': substitute(''),
  'gsub/2': substitute('g'),
  'gsub/3': substitute('g'),
};
