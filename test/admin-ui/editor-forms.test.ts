import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import english from '../../admin-ui/src/messages/en.json' with { type: 'json' };
import { createTranslate } from '../../admin-ui/src/messages/translate.ts';
import { checkValue } from '../../admin-ui/src/schema-form/check-value.ts';
import { isRecord } from '../../admin-ui/src/schema-form/settle.ts';
import { readFlowText, type FlowText } from '../../admin-ui/src/editor/document/flow-text.ts';
import type { Step } from '../../admin-ui/src/editor/document/flow-shape.ts';
import { openEditor } from '../../admin-ui/src/editor/open-editor.ts';
import { alsoIn } from '../../admin-ui/src/editor/step/also-in.ts';
import { changeValue } from '../../admin-ui/src/editor/step/change-value.ts';
import { editsBetween } from '../../admin-ui/src/editor/step/edits-between.ts';
import { isTemplate } from '../../admin-ui/src/editor/step/expression/template.ts';
import { durationOf, writeDuration } from '../../admin-ui/src/editor/step/fields/duration.ts';
import { nextTimes } from '../../admin-ui/src/editor/step/flow/next-times.ts';
import { isSimple, typeOf, withType } from '../../admin-ui/src/editor/step/flow/input-fields.ts';
import { aboutForm, restForm, triggerParts } from '../../admin-ui/src/editor/step/forms/flow.ts';
import { moreForm } from '../../admin-ui/src/editor/step/forms/more.ts';
import { formOf } from '../../admin-ui/src/editor/step/forms/of-step.ts';
import { leftOver, stepsIn, valueAt, wholeOf, withAt } from '../../admin-ui/src/editor/step/forms/parts.ts';
import { formWords } from '../../admin-ui/src/editor/step/forms/words.ts';
import { keepKind } from '../../admin-ui/src/editor/step/keep-kind.ts';
import { guardOf, retryStep } from '../../admin-ui/src/editor/step/retry.ts';
import { textOfStep } from '../../admin-ui/src/editor/step/text-of-step.ts';
import { verifies } from '../setup/verifies.ts';

const t = createTranslate('en', english);
const words = formWords(t);
const root = join(import.meta.dirname, '../..');

const flowOf = (text: string): FlowText => {
  const read = readFlowText(text);
  if (!('shape' in read)) throw new Error(`Line ${read.line}: ${read.message}`);
  return read;
};
const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'));
const everyFeature = flowOf(readFileSync(join(root, 'test/fixtures/flows/every-feature.yaml'), 'utf8'));
const flows = [
  ...filesIn('test/fixtures/flows'),
  ...filesIn('flows/library'),
  ...filesIn('test/fixtures/serverless-workflow/examples'),
].map(flowOf);

const formsOf = (step: Step) => wholeOf(formOf(step, words, null) ?? []);
const problemsOf = (schema: unknown, value: unknown) =>
  checkValue({ schema, value }, { definitions: {}, t, open: isTemplate });

verifies('editor.step.forms', 'each kind of step has a form, and what it cannot show is told', () => {
  const told = [...everyFeature.shape.steps.values()].flatMap((step) => {
    expect([step.name, formOf(step, words, null) === null]).toEqual([step.name, false]);
    const also = alsoIn(step.task, formsOf(step), {});
    return also.length === 0 ? [] : [[step.name, ...also]];
  });
  expect(told).toEqual([
    ['pet', '/input/schema', '/output/schema', '/export/schema', '/metadata'],
    ['tool', '/with/transport/options'],
    ['told', '/emit/event/with/partition'],
    ['heard', '/listen/to/one/with/time', '/foreach/output', '/foreach/export'],
    [
      'box',
      ...['name', 'ports', 'volumes', 'stdin', 'lifetime', 'pullPolicy'].map(
        (one) => `/run/container/${one}`,
      ),
    ],
  ]);
});

verifies('editor.step.forms', 'a form finds nothing wrong with what the hub takes', () => {
  const more = wholeOf(moreForm(words));
  const flow = wholeOf([...aboutForm(words), ...restForm(words), ...Object.values(triggerParts(words))]);
  expect(flows.length).toBeGreaterThan(50);
  for (const { shape } of flows) {
    expect([shape.value['document'], problemsOf(flow, shape.value)]).toEqual([shape.value['document'], []]);
    for (const step of shape.steps.values())
      for (const schema of [formsOf(step), more])
        expect([step.task, problemsOf(schema, step.task)]).toEqual([step.task, []]);
  }
});

test('a wrong value is found where its field is, and an expression is left to the run', () => {
  const step = everyFeature.shape.steps.get('/do/5/remote');
  const form = formsOf(step ?? (everyFeature.shape.main.steps[0] as Step));
  const port = (value: unknown) =>
    problemsOf(form, withAt(step?.task, stepsIn('/with/service/port'), value)).map(({ pointer }) => pointer);
  expect(port(70_000)).toEqual(['/with/service/port']);
  expect(port('x')).toEqual(['/with/service/port']);
  expect(port('${ .port }')).toEqual([]);
});

verifies('editor.step.edits', 'what a form has changed is the smallest edit that says so', () => {
  const before = { a: 1, b: { c: [1, { d: 2 }], e: 'x' } };
  const cases: readonly (readonly [unknown, unknown])[] = [
    [before, []],
    [{ ...before, a: 2 }, [{ pointer: '/a', value: 2 }]],
    [{ a: 1, b: { c: [1, { d: 3 }], e: 'x' } }, [{ pointer: '/b/c/1/d', value: 3 }]],
    [{ a: 1, b: { c: [1, { d: 2 }, 4], e: 'x' } }, [{ pointer: '/b/c/2', value: 4 }]],
    [{ a: 1, b: { c: [{ d: 2 }], e: 'x' } }, [{ pointer: '/b/c/0', value: undefined }]],
    [{ a: 1 }, [{ pointer: '/b', value: undefined }]],
    [{ z: 1, b: before.b }, [{ pointer: '/a', name: 'z' }]],
    [{ ...before, 'x/y': null }, [{ pointer: '/x~1y', value: null }]],
  ];
  for (const [after, edits] of cases) expect(editsBetween(before, after)).toEqual(edits);
});

const text = `document: { dsl: '1.0.3', namespace: test, name: one, version: '0.1.0' }
do:
  # what is asked
  - ask: # first
      call: crm.find   # by name
      with:
        name: Ada # Lovelace
        "odd":   1
  - say: { set: { a: 1 } }
`;

verifies('editor.step.edits', 'typing into a field changes that value and leaves all other text', () => {
  const editor = openEditor(text);
  const taskOf = (place: string) => editor.state().flow.shape.steps.get(place)?.task;
  const change = (pointer: string, value: unknown): void => {
    const before = taskOf('/do/0/ask');
    changeValue(editor, { base: '/do/0/ask', before, after: withAt(before, stepsIn(pointer), value) });
  };
  change('/with/name', 'Grace');
  change('/with/name', 'Grace H');
  expect(editor.state().text).toBe(text.replace('Ada', 'Grace H'));
  change('/if', '\${ .ok }');
  expect(taskOf('/do/0/ask')).toMatchObject({ if: '\${ .ok }', with: { name: 'Grace H', odd: 1 } });
  change('/if', undefined);
  expect(editor.state().text).toBe(text.replace('Ada', 'Grace H'));
  // One field that is typed into is one step of the history.
  editor.undo();
  editor.undo();
  editor.undo();
  expect(editor.state().text).toBe(text);
});

test('what somebody else has changed meanwhile stays', () => {
  const editor = openEditor(text);
  const before = editor.state().flow.shape.steps.get('/do/0/ask')?.task;
  editor.take(text.replace('"odd":   1', '"odd":   2'));
  changeValue(editor, {
    ...{ base: '/do/0/ask', before },
    after: withAt(before, stepsIn('/with/name'), 'Bob'),
  });
  expect(editor.state().text).toBe(text.replace('"odd":   1', '"odd":   2').replace('Ada', 'Bob'));
});

verifies('editor.step.edits', 'whatever a form takes out, the step stays one of its kind', () => {
  for (const { shape } of flows)
    for (const step of shape.steps.values())
      for (const { pointer } of formOf(step, words, null) ?? []) {
        const after = keepKind(step.kind, withAt(step.task, stepsIn(pointer), undefined));
        expect([step.task, isRecord(after) && Object.hasOwn(after, step.kind)]).toEqual([step.task, true]);
      }
});

test('a step is tried again by a try around it, which is there only once', () => {
  const flow = flowOf(text);
  const { text: made, chosen } = retryStep(flow, '/do/0/ask');
  const { shape } = flowOf(made);
  expect(guardOf(shape, `${chosen?.[0]}/try/0/ask`)?.place).toBe(chosen?.[0]);
  expect(guardOf(flow.shape, '/do/0/ask')).toBeNull();
  expect(made).toContain('# by name');
  expect(valueAt(shape.value, `${chosen?.[0]}/catch/retry/limit`)).toEqual({ attempt: { count: 3 } });
});

test('an unknown step is shown as it is written', () => {
  expect(textOfStep(flowOf(text), '/do/0/ask').split('\n')).toEqual([
    '- ask: # first',
    '    call: crm.find   # by name',
    '    with:',
    '      name: Ada # Lovelace',
    '      "odd":   1',
  ]);
});

test('what nothing knows is left over, and what lists and choices hold is known', () => {
  const schema = {
    properties: {
      list: { type: 'array', items: { properties: { a: {} } } },
      map: { type: 'object', additionalProperties: { properties: { b: {} } } },
    },
  };
  const value = { list: [{ a: 1 }, { x: 1 }], map: { any: { b: 1, y: 2 } }, more: 1 };
  expect(leftOver(value, schema, {})).toEqual(['/list/1/x', '/map/any/y', '/more']);
});

test.each([
  [{ seconds: 90 }, { amount: 90, unit: 'seconds' }],
  ['PT1H30M', { amount: 90, unit: 'minutes' }],
  ['P1D', { amount: 1, unit: 'days' }],
  ['PT0.5S', { amount: 500, unit: 'milliseconds' }],
  [
    { hours: 1, minutes: 30 },
    { amount: 90, unit: 'minutes' },
  ],
  ['PT', undefined],
  ['soon', undefined],
  [{ weeks: 1 }, undefined],
])('the duration %j is %j', (value, duration) => {
  expect(durationOf(value)).toEqual(duration);
  if (duration !== undefined) expect(durationOf(writeDuration(duration as never))).toEqual(duration);
});

test.each([
  ['*/15 8-18 * * 1-5', ['2026-01-30T18:45:00Z', '2026-02-02T08:00:00Z']],
  ['0 0 29 2 *', ['2028-02-29T00:00:00Z']],
  ['30 6 1 * mon', ['2026-02-01T06:30:00Z', '2026-02-02T06:30:00Z']],
  ['0 12 * jan sun', ['2027-01-03T12:00:00Z', '2027-01-10T12:00:00Z']],
  ['0 0 30 2 *', []],
])('%s comes next at %j', (cron, times) => {
  const now = Date.parse('2026-01-30T18:30:20Z');
  const found = nextTimes(cron, 2, now)?.map((time) => new Date(time).toISOString().replace('.000', ''));
  expect(found?.slice(0, times.length)).toEqual(times);
  expect(found?.length === 0).toBe(times.length === 0);
});

test.each(['', '* * * *', '60 * * * *', '5-1 * * * *', '*/0 * * * *', 'a * * * *', '1-2-3 * * * *'])(
  '"%s" is no cron expression',
  (cron) => {
    expect(nextTimes(cron, 1)).toBeUndefined();
  },
);

test('simple fields of the input are rows, and all else is JSON Schema', () => {
  expect(isSimple({ type: 'object', properties: { a: { type: 'string' } }, required: ['a'] })).toBe(true);
  expect(isSimple({ oneOf: [] })).toBe(false);
  expect(isSimple({ type: 'string' })).toBe(false);
  expect(typeOf({ type: 'string', format: 'date' })).toBe('date');
  expect(withType({ type: 'string', description: 'x' }, 'integer')).toEqual({
    type: 'integer',
    description: 'x',
  });
});
