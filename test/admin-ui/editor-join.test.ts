// slow: thousands of cases, made or read
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Plus } from '../../admin-ui/src/editor/canvas/drawing.ts';
import { addAt } from '../../admin-ui/src/editor/canvas/join-at.ts';
import { foldKey } from '../../admin-ui/src/editor/canvas/fold-keys.ts';
import { layOut } from '../../admin-ui/src/editor/canvas/layout.ts';
import type { FlowShape } from '../../admin-ui/src/editor/document/flow-shape.ts';
import { readFlowText, type FlowText } from '../../admin-ui/src/editor/document/flow-text.ts';
import { flowTexts } from '../setup/random-flows.ts';
import { verifies } from '../setup/verifies.ts';

const root = join(import.meta.dirname, '../..');
const read = (text: string): FlowText => {
  const flow = readFlowText(text);
  if (!('shape' in flow)) throw new Error(`${flow.message}\n${text}`);
  return flow;
};

const folders = ['test/fixtures/flows', 'flows/library', 'test/fixtures/serverless-workflow/examples'];
const flows = folders.flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.yaml') && !file.endsWith('.test.yaml'))
    .map((file) => [file, readFileSync(join(root, folder, file), 'utf8')] as const),
);

interface Way {
  readonly block: string;
  readonly from: string;
  /** Of a case; `then` of the step itself, `if` of one that is passed over. */
  readonly by: string;
  readonly to: string;
}

/** Where each step leads as the engine takes it, by names: places move. */
const waysOf = ({ main, steps }: FlowShape): Way[] => {
  const inner = [...steps.values()].flatMap((step) => step.inner.filter(({ role }) => role !== 'branches'));
  return [main, ...inner.map(({ block }) => block)].flatMap(({ place, steps: list }) =>
    list.flatMap((step, at) => {
      const next = list[at + 1]?.name ?? 'exit';
      const way = (by: string, then: string): Way => ({
        ...{ block: foldKey(`${place}/`), from: step.name, by },
        to: then === 'continue' ? next : then,
      });
      const open = step.kind !== 'raise' && step.cases.every(({ when }) => when !== null);
      return [
        ...step.cases.map(({ name, then }) => way(name, then)),
        ...(open ? [way('then', step.then)] : []),
        ...(step.task['if'] === undefined ? [] : [way('if', 'continue')]),
      ];
    }),
  );
};

const added = 'brandNew';
const say = ({ block, from, by, to }: Way): string => `${block} ${from} (${by}) > ${to}`;

/** What is wrong when a step is added at a plus, in words. */
const fault = (flow: FlowText, plus: Plus): string | null => {
  const changed = addAt(flow, plus, { name: added, task: { set: { a: 1 } } });
  if (changed.refused !== undefined) return null;
  const after = waysOf(read(changed.text).shape);
  const out = after.find(({ from }) => from === added);
  const past = after.filter(({ from }) => from !== added);
  const now = past.map((way) => say(way.to === added ? { ...way, to: out?.to ?? '' } : way)).sort();
  const told = waysOf(flow.shape).map(say).sort();
  const wrong = now.filter((way) => !told.includes(way));
  if (wrong.length > 0 || now.length !== told.length)
    return `${plus.id}: ${wrong.join('; ')}\n${changed.text}`;
  const strange = past.filter((way) => way.to === added && !belongs(flow, plus, way));
  return strange.length === 0 ? null : `${plus.id} takes ${strange.map(say).join('; ')}\n${changed.text}`;
};

/** Whether the way is one of those that the line with the plus stands for. */
const belongs = ({ shape }: FlowText, { after, branch, meeting }: Plus, { from, by }: Way): boolean => {
  const name = (place: string): string | undefined => shape.steps.get(place)?.name;
  if (after !== null) return from === name(after);
  if (meeting !== null || branch === null) return true;
  const own =
    (by === 'then' && branch.open) || by === 'if' || branch.cases.some((place) => place.endsWith(`/${by}`));
  return own && from === name(branch.step);
};

const faults = (text: string): string[] => {
  const flow = read(text);
  const { lines } = layOut({ main: flow.shape.main, folded: new Set() });
  return lines.flatMap(({ plus, to }) => {
    // A branch of a fork is beside the others, on no way.
    if (plus === null || to === plus.id) return [];
    return fault(flow, plus) ?? [];
  });
};

verifies(
  'editor.canvas.join',
  'a step that is added on a line stands on it, and no other way changes',
  () => {
    for (const [file, text] of flows) expect([file, ...faults(text)]).toEqual([file]);
  },
);

const branching = (more: string): string => `
document: { dsl: '1.0.3', namespace: t, name: t, version: 1.0.0 }
do:
  - which:
      switch:
        - big: { when: .big, then: large }
        - none: { when: .none, then: end }
        - same: { when: .same, then: after }
        - small: { then: little }
  - large: { set: { a: 1 }, then: after }
  - little:
      switch:
        - one: { when: .one, then: first }
        - two: { then: second }
  - first: { set: { a: 1 }, then: after }
  - second: { set: { a: 1 }${more} }
  - after: { set: { a: 3 } }
`;

verifies('editor.canvas.join', 'also in branches, empty ones, and where they meet', () => {
  const { lines } = layOut({ main: read(branching('')).shape.main, folded: new Set() });
  expect(lines.filter(({ kind }) => kind === 'jump')).toEqual([]);
  for (const more of ['', ', then: after', ', then: end']) expect(faults(branching(more))).toEqual([]);
});

test('flows that chance wrote', () => {
  fc.assert(
    fc.property(flowTexts, (text) => expect(faults(text)).toEqual([])),
    { numRuns: 60 },
  );
});
