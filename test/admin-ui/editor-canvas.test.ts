import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { diffMarks } from '../../admin-ui/src/editor/canvas/diff-marks.ts';
import type { Drawing } from '../../admin-ui/src/editor/canvas/drawing.ts';
import { foldKey } from '../../admin-ui/src/editor/canvas/fold-keys.ts';
import { layOut } from '../../admin-ui/src/editor/canvas/layout.ts';
import { linesTaken, type RunMark, type RunStatus } from '../../admin-ui/src/editor/canvas/run-marks.ts';
import { searchSteps } from '../../admin-ui/src/editor/canvas/search-steps.ts';
import { extendTo, outermost } from '../../admin-ui/src/editor/canvas/spots.ts';
import { stepTowards, treeOrder, type Direction } from '../../admin-ui/src/editor/canvas/tree-order.ts';
import { triggerOf } from '../../admin-ui/src/editor/canvas/trigger-text.ts';
import { firstView } from '../../admin-ui/src/editor/canvas/viewport.ts';
import { whatItDoes, type Words } from '../../admin-ui/src/editor/canvas/what-it-does.ts';
import type { FlowShape } from '../../admin-ui/src/editor/document/flow-shape.ts';
import { readFlowText } from '../../admin-ui/src/editor/document/flow-text.ts';
import { createTranslate, type Language, type Messages } from '../../admin-ui/src/messages/translate.ts';
import { verifies } from '../setup/verifies.ts';

const root = join(import.meta.dirname, '../..');
const fileOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const wordsIn = (language: Language): Words => ({
  language,
  t: createTranslate(language, JSON.parse(fileOf(`admin-ui/src/messages/${language}.json`)) as Messages),
});

const shapeOf = (text: string): FlowShape => {
  const read = readFlowText(text);
  if (!('shape' in read)) throw new Error(read.message);
  return read.shape;
};
const flowOf = (steps: string): FlowShape =>
  shapeOf(`document: { dsl: '1.0.3', namespace: t, name: t, version: 1.0.0 }\ndo:\n${steps}`);
const draw = ({ main }: FlowShape, folded: readonly string[] = []): Drawing =>
  layOut({ main, folded: new Set(folded) });

test('each step says in one line what it does, in both languages', () => {
  const { steps } = shapeOf(fileOf('test/fixtures/flows/every-feature.yaml'));
  const said = (language: Language): Record<string, string> =>
    Object.fromEntries(
      [...steps.values()].map((step) => [step.name, whatItDoes(step, wordsIn(language))] as const),
    );
  expect(said('en')).toMatchObject({
    pet: 'getPet',
    web: 'PATCH https://pets.example.com/{id}',
    described: 'openapi getPet',
    remote: 'grpc Greeter/Hello',
    tool: 'mcp search',
    operation: 'hubspot.createContact',
    each: 'each pet of .pets',
    both: 'the first of 2 branches',
    told: 'pet.told',
    heard: 'pet.answered',
    guarded: 'catches 404, tries again',
    choose: 'big, other',
    left: '1 sec',
    right: '.pause',
    sub: 'test.other',
    shell: 'echo',
    failed: '500 Broken',
  });
  expect(said('de')).toMatchObject({ both: 'der erste von 2 Zweigen', each: 'jedes pet aus .pets' });
  for (const line of Object.values(said('de'))) expect(line).not.toMatch(/[\n{}]editor\./);
});

test.each([
  [{ schedule: { on: { one: { with: { type: 'a.b' } } } } }, 'event', 'a.b'],
  [{ schedule: { cron: '0 8 * * *' } }, 'time', '0 8 * * *'],
  [{ schedule: { every: { minutes: 5 } } }, 'time', 'every 5 min'],
  [{ document: { metadata: { http: { method: 'get', path: '/x' } } } }, 'http', 'GET /x'],
  [{}, 'called', 'by a person, flow or agent'],
  [{ schedule: 7 }, 'called', 'by a person, flow or agent'],
])('what starts a flow: %j', (flow, kind, text) => {
  expect(triggerOf(flow, wordsIn('en'))).toEqual({ kind, text });
});

const nested = flowOf(`
  - a: { set: { x: 1 } }
  - way:
      switch:
        - one: { when: .one, then: left }
        - two: { then: right }
  - left: { set: { x: 1 }, then: after }
  - right: { set: { x: 2 } }
  - after:
      for: { each: i, in: .list }
      do:
        - inner: { call: crm.find, with: { email: '\${ .eMail }' } }
  - last: { set: { x: 3 } }
`);

verifies('editor.canvas.keys', 'arrow keys go from step to step as they are drawn', () => {
  const drawing = draw(nested);
  const places = [...nested.steps.keys()];
  const named = (name: string): string => places.find((place) => place.endsWith(`/${name}`)) ?? '';
  const go = (name: string, direction: Direction): string | null =>
    nested.steps.get(stepTowards(drawing, named(name), direction) ?? '')?.name ?? null;
  expect(['a', 'way', 'left', 'right', 'after', 'inner', 'last'].map((name) => go(name, 'down'))).toEqual([
    ...['way', 'left', 'after', 'after', 'inner', 'last', null],
  ]);
  expect(['last', 'inner', 'after', 'right', 'way', 'a'].map((name) => go(name, 'up'))).toEqual([
    ...['inner', 'after', 'left', 'way', 'a', null],
  ]);
  expect([go('left', 'right'), go('right', 'left'), go('left', 'left'), go('inner', 'left')]).toEqual([
    ...['right', 'left', 'way', 'after'],
  ]);
  expect([go('inner', 'first'), go('inner', 'last')]).toEqual(['a', 'last']);
  for (const place of places) {
    let at: string | null = places[0] ?? '';
    const seen = new Set<string>();
    // Every step is reached: down, and to the right in branches.
    const waiting: string[] = [at];
    while ((at = waiting.pop() ?? null) !== null) {
      if (seen.has(at)) continue;
      seen.add(at);
      for (const direction of ['down', 'right'] as const) {
        const to = stepTowards(drawing, at, direction);
        if (to !== null) waiting.push(to);
      }
    }
    expect(seen).toContain(place);
  }
});

verifies(
  'editor.canvas.tree',
  'readers of the screen hear which step of how many it is, and how deep',
  () => {
    const told = (drawing: Drawing): string[] =>
      treeOrder(drawing).map(
        ({ place, level, position, size, expanded }) =>
          `${level} ${nested.steps.get(place)?.name ?? ''} ${position}/${size} ${String(expanded)}`,
      );
    expect(told(draw(nested))).toEqual([
      '1 a 1/4 null',
      '1 way 2/4 true',
      '2 left 1/2 null',
      '2 right 2/2 null',
      '1 after 3/4 true',
      '2 inner 1/1 null',
      '1 last 4/4 null',
    ]);
    expect(told(draw(nested, ['/do/1/way', '/do/4/after']))).toEqual([
      ...['1 a 1/4 null', '1 way 2/4 false', '1 after 3/4 false', '1 last 4/4 null'],
    ]);
  },
);

test('steps are found by their names, by what they call and by their expressions', () => {
  expect(searchSteps(nested, 'INNER')).toEqual(['/do/4/after/do/0/inner']);
  expect(searchSteps(nested, 'crm email')).toEqual(['/do/4/after/do/0/inner']);
  expect(searchSteps(nested, '.list')).toEqual(['/do/4/after']);
  expect(searchSteps(nested, 'a').at(0)).toBe('/do/0/a');
  expect(searchSteps(nested, ' ')).toEqual([]);
});

test('what is folded stays so when steps before it come and go', () => {
  expect(foldKey('/do/4/after/do/0/inner')).toBe(foldKey('/do/9/after/do/3/inner'));
  expect(foldKey('/do/4/after')).not.toBe(foldKey('/do/4/before'));
});

test('a choice is extended along its column, and what holds others takes them along', () => {
  const drawing = draw(nested);
  expect(extendTo(drawing, ['/do/0/a'], '/do/4/after')).toEqual(['/do/0/a', '/do/1/way', '/do/4/after']);
  expect(extendTo(drawing, ['/do/0/a'], '/do/2/left')).toEqual(['/do/0/a', '/do/2/left']);
  expect(outermost(['/do/4/after', '/do/4/after/do/0/inner'])).toEqual(['/do/4/after']);
});

test('a small flow is shown as a whole, a large one from its top', () => {
  const frame = { width: 1000, height: 800 };
  const small = firstView({ ...draw(nested), left: -100, width: 200, height: 300 }, frame);
  expect(small).toEqual({ zoom: 1, x: 500, y: 56 });
  expect(firstView({ ...draw(nested), left: -120, width: 240, height: 90_000 }, frame)).toEqual({
    ...{ zoom: 1, x: 500, y: 56 },
  });
});

const mark = (status: RunStatus): RunMark => ({ status, attempts: 1, ms: 1, count: 1 });

verifies('editor.canvas.run', 'the way that a run took is drawn, and no other', () => {
  const drawing = draw(nested);
  const marks = new Map<string, RunMark>([
    ['/do/0/a', mark('done')],
    ['/do/1/way', mark('done')],
    ['/do/3/right', mark('done')],
    ['/do/4/after', mark('running')],
    ['/do/4/after/do/0/inner', mark('failed')],
  ]);
  const taken = linesTaken(drawing, marks);
  const ways = drawing.lines.filter(({ id }) => taken.has(id)).map(({ from, to }) => `${from} > ${to}`);
  expect(ways).toEqual([
    'trigger > /do/0/a',
    '/do/0/a > /do/1/way',
    '/do/1/way > /do/3/right',
    '/do/3/right > /do/1/way~',
    '/do/1/way~ > /do/4/after',
    '/do/4/after > /do/4/after/do/0/inner',
  ]);
  expect(linesTaken(drawing, undefined).size).toBe(0);
});

verifies(
  'editor.canvas.run',
  'ways without steps are drawn as gone only where nothing else can have been',
  () => {
    const drawing = draw(
      flowOf(`
  - way:
      switch:
        - one: { when: .one, then: first }
        - two: { when: .two, then: after }
      then: after
  - first: { set: { x: 1 } }
  - after: { set: { x: 1 } }
`),
    );
    const labels = (...done: readonly string[]): string[] => {
      const mark: RunMark = { status: 'done', attempts: 1, ms: 1, count: 1 };
      const taken = linesTaken(drawing, new Map(done.map((place) => [place, mark])));
      return drawing.lines.flatMap(({ id, from, label }) => (taken.has(id) ? [label || `from ${from}`] : []));
    };
    expect(
      labels('/do/0/way', '/do/1/first', '/do/2/after').filter((one) => !one.startsWith('from')),
    ).toEqual(['one']);
    // It was "two" or what no case takes.
    const passed = labels('/do/0/way', '/do/2/after');
    expect(passed.filter((one) => !one.startsWith('from'))).toEqual([]);
    expect(passed).toContain('from /do/0/way~');
  },
);

verifies('editor.canvas.diff', 'steps of two versions belong together by name and place', () => {
  const older = flowOf(`
  - a: { set: { x: 1 } }
  - b: { set: { x: 2 } }
  - c: { do: [{ d: { set: { x: 3 } } }, { e: { set: { x: 4 } } }] }
  - f: { set: { x: 5 } }
`);
  const newer = flowOf(`
  - b: { set: { x: 2 } }
  - new: { set: { x: 9 } }
  - c: { do: [{ d: { set: { x: 30 } } }] }
  - e: { set: { x: 4 } }
  - a: { set: { x: 1 } }
`);
  const { before, after } = diffMarks(older, newer);
  expect(Object.fromEntries(before)).toEqual({
    ...{ '/do/0/a': 'moved', '/do/2/c/do/0/d': 'changed', '/do/2/c/do/1/e': 'moved', '/do/3/f': 'removed' },
  });
  expect(Object.fromEntries(after)).toEqual({
    ...{ '/do/1/new': 'added', '/do/2/c/do/0/d': 'changed', '/do/3/e': 'moved', '/do/4/a': 'moved' },
  });
  expect(diffMarks(newer, newer)).toMatchObject({ before: new Map(), after: new Map() });
});
