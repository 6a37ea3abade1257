import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FlowShape } from '../../admin-ui/src/editor/document/flow-shape.ts';
import { readFlowText } from '../../admin-ui/src/editor/document/flow-text.ts';
import type { Box, Drawing } from '../../admin-ui/src/editor/canvas/drawing.ts';
import { layOut } from '../../admin-ui/src/editor/canvas/layout.ts';
import { flowTexts } from '../setup/random-flows.ts';
import { verifies } from '../setup/verifies.ts';

const root = join(import.meta.dirname, '../..');
const shapeOf = (text: string): FlowShape => {
  const read = readFlowText(text);
  if (!('shape' in read)) throw new Error(read.message);
  return read.shape;
};
const draw = (shape: FlowShape, folded: ReadonlySet<string> = new Set(), before?: Drawing): Drawing =>
  layOut({ main: shape.main, folded }, before);

const flows = ['test/fixtures/flows', 'flows/library', 'test/fixtures/serverless-workflow/examples'].flatMap(
  (folder) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith('.yaml') && !file.endsWith('.test.yaml'))
      .map((file) => [file, readFileSync(join(root, folder, file), 'utf8')] as const),
);

const overlap = (one: Box, other: Box): boolean =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;
const holds = (outer: Box, inner: Box): boolean =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  outer.x + outer.width >= inner.x + inner.width &&
  outer.y + outer.height >= inner.y + inner.height;
const isGround = ({ kind }: Box): boolean => kind === 'frame' || kind === 'part';

/** What is wrong with a drawing, in words. */
const faults = ({ boxes, lines, byId, columnOf }: Drawing): string[] => {
  const found: string[] = [];
  for (const [at, one] of boxes.entries())
    for (const other of boxes.slice(at + 1)) {
      if (!overlap(one, other)) continue;
      if (isGround(one) && holds(one, other)) continue;
      if (isGround(other) && holds(other, one)) continue;
      found.push(`${one.id} and ${other.id} overlap`);
    }
  for (const { id, kind, points, plus } of lines) {
    if (kind === 'way' && points.some(({ y }, at) => at > 0 && y < (points[at - 1]?.y ?? 0)))
      found.push(`${id} goes up`);
    if (plus !== null && boxes.some((box) => !isGround(box) && inside(plus, box)))
      found.push(`the plus ${plus.id} stands on a box`);
  }
  for (const [place, { owner }] of columnOf) {
    const [inner, outer] = [byId.get(place), owner === null ? undefined : byId.get(owner)];
    if (inner !== undefined && outer?.kind === 'frame' && !holds(outer, inner))
      found.push(`${place} stands outside of ${owner ?? ''}`);
  }
  const ids = [...boxes.map(({ id }) => id), ...lines.map(({ id }) => id)];
  if (new Set(ids).size !== ids.length) found.push('two things have one name');
  return found;
};
const inside = ({ x, y }: { readonly x: number; readonly y: number }, box: Box): boolean =>
  x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;

verifies('editor.canvas.layout', 'nothing overlaps, and each thing stands in what holds it', () => {
  expect(flows.length).toBeGreaterThan(60);
  for (const [file, text] of flows) expect([file, ...faults(draw(shapeOf(text)))]).toEqual([file]);
});

verifies('editor.canvas.layout', 'flows that chance wrote are drawn as well, folded and not', () => {
  fc.assert(
    fc.property(flowTexts, fc.array(fc.nat(40), { maxLength: 3 }), (text, folds) => {
      const shape = shapeOf(text);
      const places = [...shape.steps.keys()];
      const folded = new Set(folds.flatMap((at) => places[at] ?? []));
      const drawing = draw(shape, folded);
      expect(faults(drawing)).toEqual([]);
      const drawn = drawing.boxes.flatMap(({ step, hidden }) => (step === null ? [] : [1 + hidden]));
      expect(drawn.reduce((sum, count) => sum + count, 0)).toBe(places.length);
    }),
    { numRuns: 200 },
  );
});

const branching = shapeOf(`
document: { dsl: '1.0.3', namespace: t, name: t, version: 1.0.0 }
do:
  - which:
      switch:
        - big: { when: .big, then: large }
        - none: { when: .none, then: end }
        - small: { then: little }
  - large: { set: { a: 1 }, then: after }
  - little: { set: { a: 2 } }
  - after: { set: { a: 3 } }
`);
test('branches of a switch stand beside each other, and meet again', () => {
  const drawing = draw(branching);
  expect(faults(drawing)).toEqual([]);
  const [large, little, after] = ['/do/1/large', '/do/2/little', '/do/3/after'].map((place) =>
    drawing.byId.get(place),
  );
  expect(large?.y).toBe(little?.y);
  expect((large?.x ?? 0) + (large?.width ?? 0)).toBeLessThan(little?.x ?? 0);
  expect(after?.y).toBeGreaterThan((large?.y ?? 0) + (large?.height ?? 0));
  expect(drawing.boxes.filter(({ kind }) => kind === 'stop').map(({ then }) => then)).toEqual(['end']);
  const pluses = drawing.lines.flatMap(({ plus }) => (plus?.branch == null ? [] : [plus]));
  expect(pluses.map(({ branch, after: from }) => [branch?.cases, from])).toEqual([
    [['/do/0/which/switch/0/big'], null],
    [['/do/0/which/switch/0/big'], '/do/1/large'],
    [['/do/0/which/switch/1/none'], null],
    [['/do/0/which/switch/2/small'], null],
    [['/do/0/which/switch/2/small'], '/do/2/little'],
  ]);
});

test('a way that leads elsewhere is an arrow beside the steps', () => {
  const drawing = draw(
    shapeOf(`
document: { dsl: '1.0.3', namespace: t, name: t, version: 1.0.0 }
do:
  - ask: { set: { a: 1 } }
  - which:
      switch:
        - again: { when: .again, then: ask }
        - enough: { then: tell }
  - tell: { set: { a: 2 }, then: ask }
`),
  );
  const jumps = drawing.lines.filter(({ kind }) => kind === 'jump');
  expect(jumps.map(({ from, to, label }) => [from, to, label])).toEqual([
    ['/do/1/which', '/do/0/ask', 'again'],
    ['/do/2/tell', '/do/0/ask', 'ask'],
  ]);
  for (const { points } of jumps)
    for (const box of drawing.boxes) expect(points[1]?.x).toBeGreaterThan(box.x + box.width);
});

verifies('editor.canvas.layout', 'what looks as before is the same object as before', () => {
  const text = many(50);
  const first = readFlowText(text);
  if (!('shape' in first)) throw new Error(first.message);
  const before = draw(first.shape);
  expect(draw(first.shape, new Set(), before).boxes).toBe(before.boxes);
  const second = readFlowText(text.replace('createContact40', 'updateContact40'), first);
  if (!('shape' in second)) throw new Error(second.message);
  const after = draw(second.shape, new Set(), before);
  const changed = after.boxes.filter((box) => before.byId.get(box.id) !== box);
  expect(changed.map(({ id }) => id)).toEqual(['/do/40/step40']);
  expect(after.lines).toBe(before.lines);
});

const many = (count: number): string =>
  [
    "document: { dsl: '1.0.3', namespace: t, name: many, version: 1.0.0 }",
    'do:',
    ...Array.from(
      { length: count },
      (_, at) => `  - step${at}:\n      call: crm.createContact${at}\n      with: { email: '\${ .email }' }`,
    ),
    '',
  ].join('\n');
