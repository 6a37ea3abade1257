import { describe, expect, test } from '@jest/globals';
import { readFlowText } from '../../admin-ui/src/editor/document/flow-text.ts';
import type { FlowShape } from '../../admin-ui/src/editor/document/flow-shape.ts';
import { keptIn, nothingKept } from '../../admin-ui/src/editor/trial/kept-trial.ts';
import { marksOf } from '../../admin-ui/src/editor/trial/marks-of.ts';
import { unified } from '../../admin-ui/src/editor/assistant/unified.ts';
import { placeKey, placesByKey } from '../../admin-ui/src/editor/trial/place-key.ts';
import {
  eventsThatBegin,
  inputSchemaOf,
  pinsNow,
  wishOf,
} from '../../admin-ui/src/editor/trial/trial-wish.ts';
import { facesOf, initialsOf, visitorsOf, type Here } from '../../admin-ui/src/editor/together/visitors.ts';
import type { TaskFact } from '../../admin-ui/src/runs/task-facts.ts';
import { verifies } from '../setup/verifies.ts';

const shapeOf = (rest: string): FlowShape => {
  const read = readFlowText(`document: { dsl: '1.0.3', namespace: n, name: f, version: 1.0.0 }\n${rest}`);
  if (!('shape' in read)) throw new Error(read.message);
  return read.shape;
};

const fact = (key: string, place: string, more: Partial<TaskFact> = {}): TaskFact => ({
  ...{ key, place, state: 'done', began: 0, ended: 10, reason: null, wait: null },
  ...more,
});

verifies('editor.trial.moved', 'a pin goes with its step when the flow changes around it', () => {
  const before = shapeOf(
    'do: [{ a: { set: { n: 1 } } }, { t: { try: [{ ask: { call: x.y } }], catch: {} } }]',
  );
  const kept = { pins: { [placeKey('/do/1/t/try/0/ask')]: '${ . }', [placeKey('/do/0/a')]: 1 } };
  expect(pinsNow(kept, before)).toEqual({ '/do/1/t/try/0/ask': '${ . }', '/do/0/a': 1 });
  const after = shapeOf(
    'do: [{ t: { try: [{ new: { set: { n: 1 } } }, { ask: { call: x.y } }], catch: {} } }]',
  );
  expect(pinsNow(kept, after)).toEqual({ '/do/0/t/try/1/ask': '${ . }' });
});

test('a step that is named by a number is not taken for a place in a list', () => {
  const shape = shapeOf("do: [{ '3': { do: [{ '4': { set: { n: 1 } } }] } }, { '4': { set: { n: 2 } } }]");
  expect([...placesByKey(shape)]).toEqual([
    ['/do/*/3', '/do/0/3'],
    ['/do/*/3/do/*/4', '/do/0/3/do/0/4'],
    ['/do/*/4', '/do/1/4'],
  ]);
});

describe('marks', () => {
  const shape = shapeOf(
    "do: [{ new: { set: { n: 1 } } }, { loop: { for: { in: '${ .l }' }, do: [{ ask: { call: x.y } }] } }, { last: { set: { n: 1 } } }]",
  );

  test('stand where the steps stand now, as they went the last time round', () => {
    const marks = marksOf(
      [
        fact('/loop#0/ask', '/do/0/loop/do/0/ask', { began: 1, ended: 3 }),
        fact('/loop#1/ask', '/do/0/loop/do/0/ask', { state: 'failed', reason: 'no', began: 4, ended: 9 }),
        fact('/gone', '/do/1/gone'),
        fact('/loop', '/do/0/loop', { state: 'running', ended: null }),
      ],
      shape,
    );
    expect([...marks]).toEqual([
      ['/do/1/loop/do/0/ask', { status: 'failed', attempts: 1, ms: 5, count: 2, error: 'no' }],
      ['/do/1/loop', { status: 'running', attempts: 1, ms: null, count: 1, error: null }],
    ]);
  });

  test('tell attempts from rounds, and pauses from steps', () => {
    const marks = marksOf(
      [
        fact('/last', '/do/2/last', { state: 'failed', reason: 'busy', began: 0, ended: 1 }),
        fact('/last:retry@1', '/do/2/last', {
          wait: { kind: 'retry', dueAt: null, eventTypes: [] },
          began: 1,
        }),
        fact('/last!1', '/do/2/last', { began: 2, ended: 4 }),
      ],
      shape,
    );
    expect(marks.get('/do/2/last')).toEqual({ status: 'done', attempts: 2, ms: 2, count: 1, error: null });
  });
});

test('what is kept in the browser is taken as far as it goes', () => {
  for (const odd of [null, 5, [], 'x', { pins: [], samples: {}, given: { kind: 'run' } }])
    expect(keptIn(odd)).toEqual(nothingKept);
  const kept = {
    ...{ pins: { '/do/*/a': null }, mock: false, given: { kind: 'run' as const, run: 'run_1' } },
    samples: [{ name: 'one', input: { n: 1 } }],
  };
  expect(keptIn(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
});

test('what the hub is asked for', () => {
  const shape = shapeOf('do: [{ a: { set: { n: 1 } } }]');
  const kept = { ...nothingKept, pins: { '/do/*/a': 1, '/do/*/gone': 2 } };
  const written = { text: 'text', shape };
  expect(wishOf(written, kept, {})).toEqual({ text: 'text', mock: true, pins: { '/do/0/a': 1 } });
  const from = { place: '/do/0/a', input: null, context: null };
  expect(
    wishOf(written, { ...kept, given: { kind: 'run', run: 'run_1' } }, { from, until: '/do/0/a' }),
  ).toEqual({
    ...{ text: 'text', mock: true, pins: { '/do/0/a': 1 } },
    ...{ run: 'run_1', from, until: '/do/0/a' },
  });
});

test('what a flow says it begins with', () => {
  const schema = { type: 'object', properties: { name: { type: 'string' } } };
  expect(
    inputSchemaOf(shapeOf(`input: { schema: { document: ${JSON.stringify(schema)} } }\ndo: []`)),
  ).toEqual(schema);
  expect(inputSchemaOf(shapeOf('do: []'))).toEqual({});
  const on = (what: string): unknown => eventsThatBegin(shapeOf(`schedule: { on: ${what} }\ndo: []`));
  expect(on('{ one: { with: { type: a.b } } }')).toEqual([{ type: 'a.b', data: {} }]);
  expect(on('{ any: [{ with: { type: a.b } }, { with: { type: c.d } }] }')).toHaveLength(1);
  expect(on('{ all: [{ with: { type: a.b } }, { with: { type: c.d } }] }')).toHaveLength(2);
  expect(on('{ any: [] }')).toEqual([{ type: 'example.happened', data: {} }]);
  expect(eventsThatBegin(shapeOf('do: []'))).toEqual([]);
});

describe('who is on the flow', () => {
  const shape = shapeOf('do: [{ new: { set: { n: 1 } } }, { ask: { call: x.y } }]');
  let pages = 0;
  const page = (name: string, step: string | null, you = false): Here => ({
    ...{ id: String((pages += 1)), name, step, you, person: `usr_${name}` },
    since: '2026-01-01T00:00:00.000Z',
  });

  test('each person once, wherever they are, and not oneself', () => {
    const faces = facesOf([
      page('Ada Lovelace', '/do/*/ask', true),
      page('Bo', '/do/*/ask'),
      page('Bo', '/do/*/new'),
      page('Ada Lovelace', null),
    ]);
    expect(faces.map(({ name, initials, steps }) => [name, initials, steps])).toEqual([
      ['Bo', 'B', ['/do/*/ask', '/do/*/new']],
      ['Ada Lovelace', 'AL', []],
    ]);
    const visitors = visitorsOf(faces, shape);
    expect([...visitors].map(([place, some]) => [place, some.map(({ name }) => name)])).toEqual([
      ['/do/1/ask', ['Bo']],
      ['/do/0/new', ['Bo']],
    ]);
  });

  test('a step that this page does not know yet is shown nowhere', () => {
    expect(visitorsOf(facesOf([page('', '/do/*/later')]), shape).size).toBe(0);
    expect(initialsOf('')).toBe('?');
    expect(initialsOf('  élodie  de  brün ')).toBe('ÉB');
  });
});

test('what a suggested draft would change is told as `diff -u` does', () => {
  const lines = (from: number, to: number): string[] =>
    Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}`);
  const before = `${lines(1, 20).join('\n')}\n`;
  expect(unified(before, before)).toBe('');
  const after = [...lines(1, 4), 'five', ...lines(6, 16), 'new', ...lines(17, 20)].join('\n');
  expect(unified(before, after).split('\n')).toEqual([
    ...['---', '+++', '@@ -2,7 +2,7 @@', ' line 2', ' line 3', ' line 4', '-line 5', '+five'],
    ...[' line 6', ' line 7', ' line 8', '@@ -14,6 +14,7 @@', ' line 14', ' line 15', ' line 16', '+new'],
    ...[' line 17', ' line 18', ' line 19', ''],
  ]);
});
