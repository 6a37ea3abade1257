import { expect, test } from '@jest/globals';
import { readFlowText, type FlowText } from '../../admin-ui/src/editor/document/flow-text.ts';
import { earlierPath, earlierSteps } from '../../admin-ui/src/editor/step/data/earlier-path.ts';
import { exampleOf } from '../../admin-ui/src/editor/step/data/example-of.ts';
import { samplesOfRun, samplesOfSchema, withPins } from '../../admin-ui/src/editor/step/data/samples-of.ts';
import { contextAt, seenAt } from '../../admin-ui/src/editor/step/data/seen-at.ts';
import { dataRows, pathOf } from '../../admin-ui/src/editor/step/data/tree-rows.ts';
import { evaluate, quickFuel } from '../../admin-ui/src/editor/step/expression/evaluate.ts';
import { verifies } from '../setup/verifies.ts';

const flowOf = (text: string): FlowText => {
  const read = readFlowText(text);
  if (!('shape' in read)) throw new Error(read.message);
  return read;
};

const text = `document: { dsl: '1.0.3', namespace: test, name: order, version: '0.1.0' }
input:
  schema: { format: json, document: { type: object, properties: { id: { type: string, format: uuid }, n: { type: integer } } } }
use: { secrets: [token] }
do:
  - ask: { set: { name: Ada, list: [1, 2] }, export: { as: '\${ $context + { ask: . } }' } }
  - choose: { switch: [{ one: { then: continue } }] }
  - both:
      fork:
        branches:
          - left: { do: [{ deep: { set: { a: 1 } } }, { deeper: { set: { b: 2 } } }] }
          - right: { set: { c: 3 } }
  - answer: { input: { from: '\${ .name }' }, set: { said: '\${ . }' } }
`;
const { shape } = flowOf(text);
const stepAt = (place: string) => {
  const step = shape.steps.get(place);
  if (step === undefined) throw new Error(`There is no step at ${place}.`);
  return step;
};

const task = (place: string, values: { input?: unknown; output?: unknown; at: number }) => ({
  ...{ key: place, place, status: 'completed' as const, leftOut: [] },
  ...{ input: values.input, output: values.output },
  endedAt: new Date(values.at).toISOString(),
});
const asked = { name: 'Ada', list: [1, 2] };
const samples = samplesOfRun({ run: 'run_1', startedAt: '2026-01-31T08:30:00Z', input: { id: 'x' } }, [
  task('/do/0/ask', { input: { id: 'x' }, output: asked, at: 1 }),
  task('/do/3/answer', { input: asked, output: { said: 'Ada' }, at: 2 }),
]);

verifies('editor.step.data', 'a step sees what it saw in the run, at each of its moments', () => {
  const answer = stepAt('/do/3/answer');
  const place = { shape, samples };
  expect(seenAt(answer, 'taskInput', place)?.data).toEqual(asked);
  expect(seenAt(answer, 'definition', place)).toMatchObject({ data: 'Ada', variables: { input: 'Ada' } });
  expect(seenAt(answer, 'export', place)).toMatchObject({ data: { said: 'Ada' } });
  expect(contextAt('/do/3/answer', place)).toEqual({ ask: asked });
  expect(contextAt('/do/0/ask', place)).toBeNull();
  expect(seenAt(stepAt('/do/2/both'), 'definition', place)).toBeNull();
});

verifies('editor.step.data', 'of a secret only the name is known', () => {
  const seen = seenAt(stepAt('/do/3/answer'), 'definition', { shape, samples });
  expect(seen?.variables['secrets']).toEqual({ token: '***token***' });
});

test('in a loop the first item is seen, and in a catch a failure', () => {
  const flow = flowOf(`do:
  - each: { for: { each: pet, in: .list }, do: [{ one: { set: {} } }] }
  - guard: { try: [{ risky: { set: {} } }], catch: { as: why, do: [{ mend: { set: {} } }] } }
`).shape;
  const ran = samplesOfRun({ run: 'run_1', startedAt: '2026-01-31T08:30:00Z', input: {} }, [
    task('/do/0/each', { input: { list: [{ n: 1 }, { n: 2 }] }, at: 1 }),
    task('/do/0/each/do/0/one', { input: {}, at: 2 }),
    task('/do/1/guard/catch/do/0/mend', { input: {}, at: 3 }),
  ]);
  const seenBy = (place: string) => {
    const step = flow.steps.get(place);
    return step === undefined ? null : seenAt(step, 'definition', { shape: flow, samples: ran });
  };
  expect(seenBy('/do/0/each/do/0/one')?.variables).toMatchObject({ pet: { n: 1 }, index: 0 });
  expect(seenBy('/do/1/guard/catch/do/0/mend')?.variables).toMatchObject({ why: { status: 503 } });
});

test('without a run the schema of the input is what is tried on', () => {
  const made = samplesOfSchema(shape);
  expect(made.source).toEqual({ kind: 'schema' });
  expect(made.steps.get('/do/0/ask')?.input).toEqual({ id: '00000000-0000-4000-8000-000000000000', n: 1 });
  expect(samplesOfSchema(flowOf('do: []').shape).source).toEqual({ kind: 'none' });
});

test('what is pinned counts before what ran', () => {
  const pinned = withPins(samples, new Map([['/do/0/ask', { name: 'Bob' }]]));
  expect(pinned.steps.get('/do/0/ask')).toMatchObject({
    output: { name: 'Bob' },
    input: { id: 'x' },
    from: 'pin',
  });
  expect(contextAt('/do/3/answer', { shape, samples: pinned })).toEqual({ ask: { name: 'Bob' } });
});

test('an example is made of any schema, also of one that holds itself', () => {
  const loop = {
    $ref: '#/$defs/Node',
    $defs: {
      Node: {
        type: 'object',
        properties: { next: { $ref: '#/$defs/Node' }, at: { format: 'date', type: 'string' } },
      },
    },
  };
  expect(JSON.stringify(exampleOf(loop)).length).toBeLessThan(1_000);
  expect(exampleOf({ type: 'array', items: { enum: ['a', 'b'] } })).toEqual(['a']);
  expect(exampleOf({ default: 7 })).toBe(7);
});

test('earlier steps are those before it, also around it, and no branch beside it', () => {
  const names = (place: string) => earlierSteps(shape, place).map(({ name }) => name);
  expect(names('/do/3/answer')).toEqual(['ask', 'both']);
  expect(names('/do/2/both/fork/branches/0/left/do/1/deeper')).toEqual(['ask', 'deep']);
  expect(names('/do/2/both/fork/branches/1/right')).toEqual(['ask']);
  expect(names('/do/0/ask')).toEqual([]);
});

verifies(
  'editor.step.data',
  'a field of an earlier step is exported there, and found by the path here',
  () => {
    const exportOf = (as: unknown) => ({ ...stepAt('/do/0/ask'), task: { export: { as } } });
    const held = earlierPath(stepAt('/do/0/ask'), ['list', 0], []);
    expect(held).toEqual({ path: '$context.ask.list[0]', edits: [], lostAt: [] });
    const cases: readonly (readonly [unknown, string])[] = [
      [undefined, '$context.ask.name'],
      ['${ . }', '$context.name'],
      ['.', '$context.name'],
      ['${ { other: .list } }', '$context.ask.name'],
      [{ other: '${ .list }' }, '$context.ask.name'],
      [{ all: '${ . }' }, '$context.all.name'],
      ['${ $context + { first: 1 } }', '$context.ask.name'],
    ];
    for (const [as, path] of cases) {
      const found = earlierPath(exportOf(as), ['name'], []);
      expect([as, found.path]).toEqual([as, path]);
      const [edit] = found.edits;
      const exported = edit !== undefined && 'value' in edit ? edit.value : as;
      // What it exports then is what the path finds.
      const step = { ...stepAt('/do/0/ask'), task: { export: { as: exported } } };
      const then = { ...shape, steps: new Map([...shape.steps, [step.place, step]]) };
      const context = contextAt('/do/3/answer', { shape: then, samples });
      const seen = { data: null, variables: { context }, env: {} };
      const outcome = evaluate(path, { around: { stage: 'definition', names: [] }, seen, fuel: quickFuel });
      expect([as, outcome]).toEqual([as, { kind: 'value', value: 'Ada' }]);
    }
    expect(earlierPath(stepAt('/do/0/ask'), [], [exportOf('${ {a: 1} }')]).lostAt).toEqual(['ask']);
  },
);

verifies('editor.step.data', 'a path of the data is one that jq takes, however odd the names', () => {
  const value = { 'odd "key"': [{ ok: true }], plain: { inner: 1 } };
  for (const path of ['.', '$context']) {
    const roots = [{ path, name: path, value }];
    const { rows } = dataRows(roots, new Set(dataRows(roots, new Set(), 'ok').rows.map(({ id }) => id)), '');
    expect(rows.length).toBeGreaterThan(4);
    for (const row of rows) {
      const seen = { data: value, variables: { context: value }, env: {} };
      const around = { stage: 'definition', names: [] } as const;
      expect(evaluate(pathOf(row), { around, seen, fuel: quickFuel })).toEqual({
        kind: 'value',
        value: row.value,
      });
    }
  }
});

test('large data is searched as far as it goes, and lists are cut with a note', () => {
  const value = Array.from({ length: 100_000 }, (_, at) => ({ name: `row ${at}`, at }));
  const roots = [{ path: '.', name: '.', value }];
  const [top] = dataRows(roots, new Set(), '').rows;
  const { rows } = dataRows(roots, new Set([top?.id ?? '']), '');
  expect(rows).toHaveLength(202);
  expect(rows.at(-1)?.more).toBe(99_800);
  const found = dataRows(roots, new Set(), 'row 99');
  expect(found.cut).toBe(true);
  expect(found.rows.map(({ value: held }) => held)).toContain('row 99');
});
