// slow: runs thousands of random programs
import { expect, test } from '@jest/globals';
import { newMachine, rootFrame } from '../../../core/jq/code.ts';
import { compileNode } from '../../../core/jq/compile-node.ts';
import { compile } from '../../../core/jq/compile.ts';
import { JqError } from '../../../core/jq/error.ts';
import { toJson } from '../../../core/jq/json.ts';
import { parse } from '../../../core/jq/parser.ts';
import { declare, type Unit } from '../../../core/jq/scope.ts';
import type { Value } from '../../../core/jq/value.ts';
import {
  frozen,
  pathExpression,
  randomFrom,
  randomInput,
  randomProgram,
  type Random,
} from './random-program.ts';

const limits = { fuel: 20_000, depth: 100, size: 1_000_000, now: 1_700_000_000 };

interface Outcome {
  readonly values: readonly Value[];
  readonly error: JqError | null;
}

/** Whatever is thrown but a JqError fails the test: also the TypeError of a frozen input that was changed. */
const run = (work: () => readonly Value[]): Outcome => {
  try {
    return { values: work(), error: null };
  } catch (error) {
    if (error instanceof JqError) return { values: [], error };
    throw error;
  }
};

const shown = ({ values, error }: Outcome): string =>
  error === null ? values.map((value) => toJson(value)).join(' ') : `${error.failure} ${toJson(error.value)}`;

/** The same program, but compiled so that nothing knows that it gives exactly one value: the slow way throughout. */
const streamed = (source: string, input: Value): Outcome =>
  run(() => {
    const unit: Unit = {
      source,
      counted: { nodes: 0 },
      compile: (node, scope) => ({ ...compileNode(node, scope), single: null }),
      library: new Map(),
      env: { names: new Map(), whole: null },
    };
    const scope = declare({ bindings: null, level: 0, layout: { values: 0 }, tail: false, unit }, 'x');
    const code = compileNode(parse(source).body, scope);
    const values: Value[] = [];
    code.stream(input, rootFrame(newMachine(limits), [null]), (value) => {
      values.push(value);
      return values.length > 10_000;
    });
    return values;
  });

const compiled = (source: string, input: Value): Outcome =>
  run(() => compile(source, { variables: ['x'] }).all(input, { x: null }, limits));

const isLimited = ({ error }: Outcome): boolean => error?.failure === 'limit';

const each = (count: number, seed: number, check: (random: Random, at: number) => void): void => {
  for (let at = 0; at < count; at += 1) check(randomFrom(seed + at), at);
};

test('20,000 random programs end in values or in a JqError, and leave their input alone', () => {
  let ran = 0;
  each(20_000, 1, (random) => {
    const source = randomProgram(1 + random(4), random);
    const input = frozen(randomInput(3, random));
    try {
      const { error } = compiled(source, input);
      if (error?.failure !== 'compile') ran += 1;
    } catch (error) {
      throw new Error(`${source} on ${toJson(input)}`, { cause: error });
    }
  });
  expect(ran).toBeGreaterThan(15_000);
});

test('programs give the same when nothing is known to give one value', () => {
  let compared = 0;
  each(6_000, 1_000_000, (random) => {
    const source = randomProgram(1 + random(4), random);
    const input = frozen(randomInput(3, random));
    const fast = compiled(source, input);
    const slow = streamed(source, input);
    if (isLimited(fast) || isLimited(slow)) return;
    compared += 1;
    if (shown(fast) !== shown(slow)) {
      expect(`${source} on ${toJson(input)}: ${shown(fast)}`).toBe(shown(slow));
    }
  });
  expect(compared).toBeGreaterThan(4_000);
});

test('what is at the paths of an expression is what the expression gives', () => {
  let compared = 0;
  each(6_000, 2_000_000, (random) => {
    const source = pathExpression(1 + random(3), random);
    const input = frozen(randomInput(3, random));
    const values = compiled(source, input);
    const found = compiled(`[path(${source})] as $paths | $paths[] as $path | getpath($path)`, input);
    if (values.error !== null || found.error !== null) {
      // A path leads nowhere only where the expression fails too, or where it makes new values.
      if (values.error === null && !isLimited(found)) {
        expect(`${source} on ${toJson(input)}: ${found.error?.message ?? ''}`).toMatch(
          /Invalid path expression/,
        );
      }
      return;
    }
    compared += 1;
    if (shown(values) !== shown(found)) {
      expect(`${source} on ${toJson(input)}: ${shown(found)}`).toBe(shown(values));
    }
  });
  expect(compared).toBeGreaterThan(3_000);
});

test('a state that is changed in place ends as one that is copied at each step', () => {
  const keys = [
    '.[$x | tostring]',
    '.a[$x | tostring]',
    '.a',
    '.b[0]',
    '.',
    '.a.b',
    '.[0]',
    '.[]?',
    '.[1:]',
    '(.a, .b)',
  ];
  const steps = [
    '= 1',
    '= [$x]',
    '= {a: $x}',
    '+= 1',
    '+= [$x]',
    '+= {b: $x}',
    '|= [., .]',
    '|= {a: .}',
    '|= .',
    '//= $x',
  ];
  each(3_000, 3_000_000, (random) => {
    const step = (): string => `${keys[random(keys.length)] ?? '.'} ${steps[random(steps.length)] ?? '= 1'}`;
    const update = random(5) === 0 ? '. + [$x]' : Array.from({ length: 1 + random(3) }, step).join(' | ');
    const start = ['null', '{}', '[]', '.', '{a: {}, b: []}'][random(5)] ?? 'null';
    const input = frozen(randomInput(3, random));
    const inPlace = compiled(`reduce (1, "k", 2, 1, "k") as $x (${start}; ${update})`, input);
    // A step that ends in a call of a function is never done in place.
    const copied = compiled(
      `def same: .; reduce (1, "k", 2, 1, "k") as $x (${start}; ${update} | same)`,
      input,
    );
    expect(`${update}: ${shown(inPlace)}`).toBe(`${update}: ${shown(copied)}`);
  });
});

test('text written by tojson is read back as the same value', () => {
  each(2_000, 4_000_000, (random) => {
    const input = frozen(randomInput(4, random));
    expect(compile('tojson | fromjson').first(input)).toEqual(input);
    expect(toJson(input)).toBe(JSON.stringify(input).replaceAll('1e+300', '1e+300'));
  });
});
