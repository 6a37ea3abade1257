import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareFlows, type ComparedFlow } from '../../admin-ui/src/editor/compare/compared-flow.ts';
import type { RunMarks } from '../../admin-ui/src/editor/canvas/run-marks.ts';
import { readFlowText, type FlowText } from '../../admin-ui/src/editor/document/flow-text.ts';
import { stepAsked } from '../../admin-ui/src/editor/step-asked.ts';
import { standsAt, taskAt, withFailure } from '../../admin-ui/src/editor/watch/task-at.ts';
import { timelineOf } from '../../admin-ui/src/runs/timeline.ts';
import type { TaskFact } from '../../admin-ui/src/runs/task-facts.ts';
import { unified } from '../../admin-ui/src/editor/assistant/unified.ts';
import { verifies } from '../setup/verifies.ts';

const read = (text: string): FlowText => {
  const found = readFlowText(text);
  if (!('shape' in found)) throw new Error(found.message);
  return found;
};
const head = "document: { dsl: '1.0.3', namespace: n, name: f, version: 1.0.0 }\n";
const flow = (steps: string): FlowText => read(`${head}do: ${steps}`);
const marked = ({ marks }: ComparedFlow): Record<string, string> => Object.fromEntries(marks);

verifies('editor.compare', 'what was removed is drawn where it stood, and the rest beside it', () => {
  const older = flow(
    '[{ a: { set: { n: 1 } } }, { gone: { do: [{ in: { set: {} } }] } }, { b: { set: { n: 2 } } }]',
  );
  const newer = flow('[{ a: { set: { n: 1 } } }, { b: { set: { n: 3 } } }, { c: { set: {} } }]');
  const compared = compareFlows(older, newer);
  expect([...read(compared.text).shape.steps.keys()]).toEqual([
    '/do/0/a',
    '/do/1/gone',
    '/do/1/gone/do/0/in',
    '/do/2/b',
    '/do/3/c',
  ]);
  expect(marked(compared)).toEqual({
    '/do/1/gone': 'removed',
    '/do/1/gone/do/0/in': 'removed',
    '/do/2/b': 'changed',
    '/do/3/c': 'added',
  });
  expect(compared.stands.get('/do/2/b')).toEqual({ older: '/do/2/b', newer: '/do/1/b' });
  expect(compared.stands.get('/do/1/gone/do/0/in')).toEqual({ older: '/do/1/gone/do/0/in', newer: null });
  expect(compared.differences.map(({ name, mark }) => `${mark} ${name}`)).toEqual([
    'removed gone',
    'removed in',
    'changed b',
    'added c',
  ]);
});

verifies('editor.compare', 'it reaches into blocks, also of a step that stands elsewhere now', () => {
  const older = flow(
    '[{ each: { for: { in: .x }, do: [{ one: { set: {} } }, { two: { set: {} } }] } }, { last: { set: {} } }]',
  );
  const newer = flow('[{ last: { set: {} } }, { each: { for: { in: .x }, do: [{ two: { set: {} } }] } }]');
  const compared = compareFlows(older, newer);
  expect(Object.values(marked(compared)).toSorted()).toEqual(['moved', 'removed']);
  expect(marked(compared)['/do/1/each/do/0/one']).toBe('removed');
});

verifies('editor.compare', 'a part that is gone with its block is listed, and so is what is no step', () => {
  const older = read(
    `${head}schedule: { every: { hours: 1 } }\ndo: [{ t: { try: [{ ask: { set: {} } }], catch: { do: [{ tell: { set: {} } }] } } }]`,
  );
  const newer = read(`${head}input: { from: .a }\ndo: [{ t: { do: [{ ask: { set: {} } }] } }]`);
  const { differences } = compareFlows(older, newer);
  expect(differences.map(({ name, mark }) => `${mark} ${name}`)).toEqual([
    'added input',
    'removed schedule',
    'changed t',
    'moved ask',
    'removed tell',
  ]);
  expect(differences.at(-1)).toMatchObject({ drawn: null, older: '/do/0/t/catch/do/0/tell' });
});

test('nothing before is all added, and the same text has no difference', () => {
  const some = flow('[{ a: { set: { n: 1 } } }]');
  expect(compareFlows(read(''), some).differences.map(({ mark, name }) => `${mark} ${name}`)).toEqual([
    'added document',
    'added a',
  ]);
  expect(compareFlows(some, some).differences).toEqual([]);
  expect(unified('', 'a\nb')).not.toContain('\n-');
});

interface Node {
  readonly name: string;
  readonly n: number;
  readonly inner: readonly Node[];
}
const blockOf = (depth: number): fc.Arbitrary<readonly Node[]> =>
  fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      n: fc.nat(2),
      inner: depth === 0 ? fc.constant([]) : blockOf(depth - 1),
    }),
    { selector: ({ name }) => name, maxLength: 4 },
  );
const listOf = (nodes: readonly Node[]): unknown[] =>
  nodes.map(({ name, n, inner }) => ({
    [name]: inner.length === 0 ? { set: { n } } : { do: listOf(inner), metadata: { n } },
  }));

verifies('editor.compare', 'each step of both versions is drawn once, whatever changed', () => {
  fc.assert(
    fc.property(blockOf(2), blockOf(2), (one, other) => {
      const [older, newer] = [one, other].map((nodes) => read(JSON.stringify({ do: listOf(nodes) })));
      if (older === undefined || newer === undefined) throw new Error('There are two of them.');
      const compared = compareFlows(older, newer);
      const drawn = read(compared.text).shape;
      expect([...compared.stands.keys()].toSorted()).toEqual([...drawn.steps.keys()].toSorted());
      const stands = [...compared.stands.values()];
      const news = stands.flatMap((at) => at.newer ?? []);
      expect(news.toSorted()).toEqual([...newer.shape.steps.keys()].toSorted());
      const told = [...stands, ...compared.differences.filter((at) => at.drawn === null)];
      const olds = told.flatMap((at) => at.older ?? []);
      expect(olds.toSorted()).toEqual([...older.shape.steps.keys()].toSorted());
    }),
    { numRuns: 300 },
  );
});

const fact = (key: string, place: string, more: Partial<TaskFact> = {}): TaskFact => ({
  ...{ key, place, state: 'done', began: 0, ended: 10, reason: null, wait: null },
  ...more,
});

verifies('editor.watch', 'a step of a run leads to its task, the last time round', () => {
  const nodes = timelineOf(
    [
      fact('/each', '/do/0/each', { began: 0, ended: 9 }),
      fact('/each#0/note', '/do/0/each/do/0/note', { began: 1 }),
      fact('/each#1/note', '/do/0/each/do/0/note', { began: 4 }),
      fact('/ask', '/do/1/ask', { began: 10 }),
      fact('/ask:retry@1', '/do/1/ask', {
        began: 12,
        wait: { kind: 'retry', dueAt: null, eventTypes: [] },
      }),
    ],
    null,
  );
  expect(taskAt(nodes, '/do/0/each/do/0/note')?.fact?.key).toBe('/each#1/note');
  expect(taskAt(nodes, '/do/0/each')?.fact?.key).toBe('/each');
  expect(taskAt(nodes, '/do/1/ask')?.fact?.key).toBe('/ask');
  expect(taskAt(nodes, '/do/2/never')).toBeNull();
});

verifies('editor.watch', 'where a run failed is marked though its journal does not say it', () => {
  const { shape } = flow('[{ a: { set: {} } }, { b: { set: {} } }]');
  const none: RunMarks = new Map();
  const failed = { place: '/do/1/b', reason: 'It was refused.' };
  expect(withFailure(none, shape, failed).get('/do/1/b')).toMatchObject({
    status: 'failed',
    error: 'It was refused.',
  });
  expect(standsAt(withFailure(none, shape, failed), shape)).toBe('/do/1/b');
  expect(standsAt(none, shape)).toBeNull();
  expect(withFailure(none, shape, { place: null, reason: null })).toBe(none);
  expect(withFailure(none, shape, { place: '/do/7/gone', reason: 'x' })).toBe(none);
});

verifies('editor.watch', 'an address names a step, also where others stand before it now', () => {
  const { shape } = flow('[{ new: { set: {} } }, { a: { do: [{ b: { set: {} } }] } }]');
  expect(stepAsked(shape, '/do/1/a')).toBe('/do/1/a');
  expect(stepAsked(shape, '/do/0/a/do/0/b')).toBe('/do/1/a/do/0/b');
  expect(stepAsked(shape, '/do/0/gone')).toBeNull();
  expect(stepAsked(shape, null)).toBeNull();
});
