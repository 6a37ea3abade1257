import { arithmetic, comparison, negate, type Arithmetic, type Comparison } from './arithmetic.ts';
import {
  constantCode,
  eachChoice,
  maybeSingle,
  singleCode,
  type Code,
  type Frame,
  type Single,
} from './code.ts';
import { JqError } from './error.ts';
import { formatter } from './formats.ts';
import { named } from './json.ts';
import { madeArray, madeObject, madeText, newMeter, type Meter } from './meter.ts';
import { fault, part, type Scope } from './scope.ts';
import type { Entry, Node, NodeOf } from './syntax.ts';
import { put, type Draft, type Value } from './value.ts';

/** What makes new values: arithmetic, strings, arrays, objects. */

type Operation = (a: Value, b: Value, meter: Meter) => Value;

const isComparison = (operator: Arithmetic | Comparison): operator is Comparison =>
  Object.hasOwn(comparison, operator);

export const compileBinary = (node: NodeOf<'binary'>, scope: Scope): Code => {
  const { operator } = node;
  const operation: Operation = isComparison(operator) ? comparison[operator] : arithmetic[operator];
  const left = part(node.left, scope);
  const right = part(node.right, scope);
  const folded = fold(operation, left, right);
  if (folded !== null) return folded;
  return maybeSingle(singleBinary([left, right], operation, operator), (input, frame, out) =>
    right.stream(input, frame, (b) => left.stream(input, frame, (a) => out(operation(a, b, frame.machine)))),
  );
};

/** Constants are worked out once. What fails, or makes much, is left to the run. */
const fold = (operation: Operation, left: Code, right: Code): Code | null => {
  if (left.constant === null || right.constant === null) return null;
  try {
    const value = operation(left.constant.value, right.constant.value, newMeter({ size: 10_000 }));
    return constantCode(value);
  } catch (error) {
    if (error instanceof JqError) return null;
    throw error;
  }
};

/** The frequent operations on numbers do not look up what they are. */
const singleBinary = (
  [left, right]: readonly [Code, Code],
  operation: Operation,
  operator: string,
): Single | null => {
  const of = left.single;
  const other = right.single;
  if (of === null || other === null) return null;
  if (operator === '==' && right.constant !== null) return equalTo(of, right.constant.value, operation);
  if (operator === '>') {
    return (input, frame) => {
      const b = other(input, frame);
      const a = of(input, frame);
      return typeof a === 'number' && typeof b === 'number' && b === b
        ? a > b
        : operation(a, b, frame.machine);
    };
  }
  return (input, frame) => {
    const b = other(input, frame);
    return operation(of(input, frame), b, frame.machine);
  };
};

const equalTo = (of: Single, value: Value, operation: Operation): Single =>
  typeof value === 'object' && value !== null
    ? (input, frame) => operation(of(input, frame), value, frame.machine)
    : (input, frame) => (of(input, frame) ?? null) === value;

export const compileNegate = ({ of: node }: NodeOf<'negate'>, scope: Scope): Code => {
  const of = part(node, scope);
  if (of.constant !== null && typeof of.constant.value === 'number') return constantCode(-of.constant.value);
  const { single } = of;
  return maybeSingle(
    single === null ? null : (input, frame) => negate(single(input, frame)),
    (input, frame, out) => of.stream(input, frame, (value) => out(negate(value))),
  );
};

const formatNamed = (name: string, scope: Scope, at: number): ((value: Value, meter: Meter) => string) => {
  const format = formatter(name);
  if (format === null) throw fault(scope, at, `"@${name}" is not a format`);
  return format;
};

export const compileFormat = ({ name, at }: NodeOf<'format'>, scope: Scope): Code => {
  const format = formatNamed(name, scope, at);
  return singleCode((input, frame) => format(input, frame.machine));
};

export const compileText = ({ parts, format: name, at }: NodeOf<'text'>, scope: Scope): Code => {
  const format = formatNamed(name ?? 'text', scope, at);
  const codes = parts.map((one) => (typeof one === 'string' ? constantCode(one) : part(one, scope)));
  const literal = parts.map((one) => typeof one === 'string');
  const pieces = codes.map(({ single }, place): Single | null => {
    if (single === null) return null;
    return literal[place] === true ? single : (input, frame) => format(single(input, frame), frame.machine);
  });
  return maybeSingle(joinPieces(pieces), (input, frame, out) =>
    eachChoice(codes, [input, frame], (values) => {
      let text = '';
      values.forEach((value, place) => {
        text += literal[place] === true && typeof value === 'string' ? value : format(value, frame.machine);
      });
      madeText(frame.machine, text.length);
      return out(text);
    }),
  );
};

const joinPieces = (pieces: readonly (Single | null)[]): Single | null => {
  const singles = pieces.filter((piece) => piece !== null);
  if (singles.length < pieces.length) return null;
  // From the right, as operators do: where two parts fail, the error is that of the last one.
  const fromRight = singles.toReversed();
  return (input, frame) => {
    let text = '';
    for (const piece of fromRight) text = `${piece(input, frame) as string}${text}`;
    madeText(frame.machine, text.length);
    return text;
  };
};

export const compileArray = ({ of: node }: NodeOf<'array'>, scope: Scope): Code => {
  if (node === null) return constantCode([]);
  const constant = constantItems(node);
  if (constant !== null) return constantCode(constant);
  const of = part(node, scope);
  const { single } = of;
  if (single !== null) {
    return singleCode((input, frame) => {
      madeArray(frame.machine, 1);
      return [single(input, frame)];
    });
  }
  return singleCode((input, frame) => collect(of, input, frame));
};

export const collect = (of: Code, input: Value, frame: Frame): readonly Value[] => {
  const items: Value[] = [];
  of.stream(input, frame, (value) => {
    items.push(value);
    return false;
  });
  madeArray(frame.machine, items.length);
  return items;
};

const constantItems = (node: Node): Value[] | null => {
  if (node.kind === 'literal') return [node.value];
  if (node.kind !== 'comma') return null;
  const left = constantItems(node.left);
  const right = left === null ? null : constantItems(node.right);
  return left === null || right === null ? null : [...left, ...right];
};

export const compileObject = ({ entries }: NodeOf<'object'>, scope: Scope): Code => {
  if (entries.length === 0) return constantCode({});
  const codes = entries.map((entry) => ({ key: part(entry.key, scope), value: part(entry.value, scope) }));
  return maybeSingle(singleObject(codes, entries), (input, frame, out) => {
    const add = (at: number, draft: Draft): boolean => {
      const entry = codes[at];
      if (entry === undefined) {
        madeObject(frame.machine, codes.length);
        return out(draft);
      }
      return entry.key.stream(input, frame, (key) => {
        const name = keyText(key);
        return entry.value.stream(input, frame, (value) => {
          const longer = { ...draft };
          put(longer, name, value);
          return add(at + 1, longer);
        });
      });
    };
    return add(0, {});
  });
};

const keyText = (key: Value): string => {
  if (typeof key === 'string') return key;
  throw new JqError(`Object keys must be strings, not ${named(key)}`);
};

const singleObject = (
  codes: readonly { readonly key: Code; readonly value: Code }[],
  entries: readonly Entry[],
): Single | null => {
  const keys = codes.flatMap(({ key }) => key.single ?? []);
  const values = codes.flatMap(({ value }) => value.single ?? []);
  if (keys.length < codes.length || values.length < codes.length) return null;
  const names = entries.flatMap(({ key }) =>
    key.kind === 'literal' && typeof key.value === 'string' && key.value !== '__proto__' ? key.value : [],
  );
  if (names.length === keys.length) return fixedObject(names, values);
  return (input, frame) => {
    const draft: Draft = {};
    for (const [at, value] of values.entries()) {
      const name = keyText(keys[at]?.(input, frame) ?? null);
      put(draft, name, value(input, frame));
    }
    madeObject(frame.machine, values.length);
    return draft;
  };
};

const fixedObject = (names: readonly string[], values: readonly Single[]): Single => {
  const fields = names.map((name, at) => ({ name, value: values[at] ?? (() => null) }));
  return (input, frame) => {
    const draft: Draft = {};
    for (const { name, value } of fields) draft[name] = value(input, frame);
    madeObject(frame.machine, fields.length);
    return draft;
  };
};
