import { expect, test } from '@jest/globals';
import { expressionIn as hubExpressionIn } from '../../flows/engine/template.ts';
import { compileExpression } from '../../flows/engine/expression.ts';
import { jqOf, literalOf } from '../../admin-ui/src/editor/step/expression/convert.ts';
import {
  inputAt,
  suggestionsAt,
  type Suggestions,
} from '../../admin-ui/src/editor/step/expression/completion.ts';
import {
  evaluate,
  evaluateTemplate,
  fullFuel,
  mistakeIn,
  mistakeInTemplate,
  quickFuel,
} from '../../admin-ui/src/editor/step/expression/evaluate.ts';
import { shortJson } from '../../admin-ui/src/editor/step/expression/short-json.ts';
import {
  flowStageOf,
  namesAt,
  stageOf,
  variablesOf,
  type Stage,
} from '../../admin-ui/src/editor/step/expression/surroundings.ts';
import {
  asExpression,
  expressionIn,
  isTemplate,
  piecesOf,
} from '../../admin-ui/src/editor/step/expression/template.ts';
import { verifies } from '../setup/verifies.ts';

const around = { stage: 'definition', names: [] } as const;
const seen = { data: { name: 'Ada', items: [{ price: 2 }, { price: 3 }] }, variables: {}, env: {} };
const asked = { around, seen, fuel: quickFuel };

test.each([
  ['${ .a }'],
  ['  ${ {a: "}"} } '],
  ['${ "\\(.a | "}")" }'],
  ['Hello ${ .a }'],
  ['${ .a } ${ .b }'],
  ['${ .a # }\n }'],
  ['${ .a'],
  ['plain'],
  [''],
])('%j is an expression here where it is one for the hub', (text) => {
  expect(expressionIn(text)).toBe(hubExpressionIn(text));
});

test('a text is put into pieces, and an expression back between its signs', () => {
  expect(piecesOf('a ${ .b } c')).toEqual([
    { text: 'a ', jq: false },
    { text: '.b', jq: true },
    { text: ' c', jq: false },
  ]);
  expect(isTemplate('a ${ .b }')).toBe(true);
  expect(isTemplate('a $b')).toBe(false);
  for (const source of ['.a', '.a # why', '{a: "}"}', 'if . then 1 else 2 end'])
    expect(expressionIn(asExpression(source))).toBe(source);
});

verifies('editor.step.preview', 'an expression knows the variables here that it knows in a run', () => {
  const stages: readonly Stage[] = ['flowInput', 'taskInput', 'definition', 'output', 'export', 'flowOutput'];
  const all = [
    'secrets',
    'workflow',
    'runtime',
    'context',
    'task',
    'input',
    'authorization',
    'output',
    'item',
  ];
  const compiles = (source: string, stage: Stage, names: readonly string[]): boolean => {
    try {
      compileExpression(source, { stage, names });
      return true;
    } catch {
      return false;
    }
  };
  for (const stage of stages)
    for (const names of [[], ['item']]) {
      const known = variablesOf({ stage, names });
      for (const name of all)
        expect([stage, name, known.includes(name)]).toEqual([
          stage,
          name,
          compiles(`$${name}`, stage, names),
        ]);
    }
});

test('what is around a step brings variables, where the standard says so', () => {
  const document = {
    do: [
      { each: { for: { each: 'pet', in: '.pets' }, while: '.ok', do: [{ one: { set: {} } }] } },
      { guard: { try: [{ risky: {} }], catch: { do: [{ mend: {} }] } } },
      { hear: { listen: {}, foreach: { item: 'event', do: [{ kept: {} }] } } },
    ],
  };
  expect(namesAt(document, '/do/0/each/do/0/one/set')).toEqual(['pet', 'index']);
  expect(namesAt(document, '/do/0/each/while')).toEqual(['pet', 'index']);
  expect(namesAt(document, '/do/0/each/for/in')).toEqual([]);
  expect(namesAt(document, '/do/1/guard/try/0/risky')).toEqual([]);
  expect(namesAt(document, '/do/1/guard/catch/do/0/mend')).toEqual(['error']);
  expect(namesAt(document, '/do/2/hear/foreach/do/0/kept')).toEqual(['event', 'index']);
  expect(
    ['/if', '/input/from', '/with/a', '/output/as', '/export/as', '/foreach/output/as'].map(stageOf),
  ).toEqual(['taskInput', 'taskInput', 'definition', 'output', 'export', 'output']);
  expect(['/input/from', '/output/as'].map(flowStageOf)).toEqual(['flowInput', 'flowOutput']);
});

verifies('editor.step.preview', 'an expression and a text with some give their value on the sample', () => {
  expect(evaluate('[.items[].price] | add', asked)).toEqual({ kind: 'value', value: 5 });
  expect(evaluateTemplate('Hello ${ .name }, ${ .none }!', asked)).toEqual({
    kind: 'value',
    value: 'Hello Ada, !',
  });
  expect(evaluateTemplate({ a: ['${ .name }', 1] }, asked)).toEqual({
    kind: 'value',
    value: { a: ['Ada', 1] },
  });
  expect(evaluate('$ENV.REGION', { ...asked, seen: { ...seen, env: { REGION: 'eu' } } })).toEqual({
    kind: 'value',
    value: 'eu',
  });
});

verifies(
  'editor.step.preview',
  'what is wrong with an expression is said with its place, and stops nothing',
  () => {
    expect(mistakeIn('.a |', around)).toMatchObject({ line: 1, column: 5 });
    expect(mistakeIn('.a\n | $none', around)).toMatchObject({ line: 2, column: 4 });
    expect(mistakeIn('$context.a', { stage: 'flowInput', names: [] })).not.toBeNull();
    expect(mistakeInTemplate('a ${ .b } ${ ) }', around)).toMatchObject({ line: 1 });
    expect(mistakeInTemplate('a ${ .b }', around)).toBeNull();
    expect(evaluate('.name.first', asked)).toMatchObject({ kind: 'mistake', mistake: { line: null } });
  },
);

verifies('editor.step.preview', 'an expression without an end is stopped', () => {
  for (const source of ['def f: f; f', '[range(1e9)]', '0 | until(false; . + 1)', '[recurse(.)]'])
    for (const fuel of [quickFuel, fullFuel])
      expect([source, evaluate(source, { ...asked, fuel }).kind]).toEqual([source, 'costly']);
});

test.each([
  ['Ada', '"Ada"'],
  [5, '5'],
  [null, 'null'],
  [{ a: 1, 'b c': '${ .x }' }, '{ a: 1, "b c": .x }'],
  [['${ .a, .b }'], '[(.a, .b)]'],
  ['Hello ${ .name }', '"Hello \\(.name)"'],
  ['${ .name }', '.name'],
  [{ if: true }, '{ "if": true }'],
])('the value %j becomes the expression %s', (value, source) => {
  expect(jqOf(value)).toBe(source);
  expect(evaluate(source, { ...asked, seen: { ...seen, data: { name: 'Ada', x: 1 } } }).kind).toBe('value');
});

test.each([
  ['"Ada"', 'Ada'],
  ['5', 5],
  ['{"a": [1]}', { a: [1] }],
  ['"Hello \\(.name)"', 'Hello ${ .name }'],
])('the expression %s becomes the value %j', (source, value) => {
  expect(literalOf(source)).toEqual({ value });
});

test('an expression that needs data becomes no value', () => {
  expect(literalOf('.name')).toBeUndefined();
  expect(literalOf('"a \\(.b | tostring) c')).toBeUndefined();
});

const labels = ({ items }: Suggestions): string[] => items.map(({ label }) => label);
const offered = (before: string): Suggestions =>
  suggestionsAt(before, { around, seen, builtins: ['map', 'max', 'select'] });

verifies('editor.step.completion', 'paths, variables and functions are offered where they fit', () => {
  expect(labels(offered('.na'))).toEqual(['name']);
  expect(labels(offered('.items | map(.'))).toEqual(['price']);
  expect(labels(offered('.items[0].p'))).toEqual(['price']);
  expect(labels(offered('.items | ma'))).toEqual(['map', 'max']);
  expect(labels(offered('$con'))).toEqual(['$context']);
  expect(labels(offered('{a: .na'))).toEqual(['name']);
  expect(offered('.items | map(select(.pr').from).toBe('.items | map(select('.length);
  expect(labels(offered('"a .na'))).toEqual([]);
});

test('what a path stands on is found in pipes, calls and objects', () => {
  expect(inputAt('')).toBe('.');
  expect(inputAt('.a | .b | ')).toBe('(.a | .b)');
  expect(inputAt('.a | map(')).toBe('(.a) | .[]');
  expect(inputAt('{x: .y | ')).toBe('(.y)');
  expect(inputAt('{x: .y | .z, w: ')).toBe('.');
});

test('a large value is shown in a line without writing all of it out', () => {
  let touched = 0;
  const large = Array.from({ length: 100_000 }, (_, at) => ({
    get name() {
      touched += 1;
      return `row ${at}`;
    },
  }));
  expect(shortJson(large)).toHaveLength(241);
  expect(touched).toBeLessThan(100);
  expect(shortJson({ a: [1, null], 'b c': 'x' })).toBe('{ a: [1, null], "b c": "x" }');
});
