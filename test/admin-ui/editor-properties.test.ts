// slow: edits hundreds of flows that chance wrote
import { expect } from '@jest/globals';
import fc from 'fast-check';
import { addStep } from '../../admin-ui/src/editor/document/add-step.ts';
import { duplicateSteps, pasteSteps, textOfSteps } from '../../admin-ui/src/editor/document/copy-steps.ts';
import type { Block, Step } from '../../admin-ui/src/editor/document/flow-shape.ts';
import type { FlowText } from '../../admin-ui/src/editor/document/flow-text.ts';
import { moveSteps } from '../../admin-ui/src/editor/document/move-step.ts';
import { linesOf } from '../../admin-ui/src/editor/document/place-at.ts';
import { removeSteps } from '../../admin-ui/src/editor/document/remove-steps.ts';
import { renameStep } from '../../admin-ui/src/editor/document/rename-step.ts';
import { setValue } from '../../admin-ui/src/editor/document/set-value.ts';
import { unwrapStep } from '../../admin-ui/src/editor/document/unwrap-step.ts';
import { wrapSteps } from '../../admin-ui/src/editor/document/wrap-steps.ts';
import type { Changed } from '../../admin-ui/src/editor/flow-editor.ts';
import { readText } from '../../flows/document/read-text.ts';
import { openYaml } from '../../platform/yaml.ts';
import { chosenBy, commentsIn, flowOf, writtenFlows } from '../setup/edited-flows.ts';
import { verifies } from '../setup/verifies.ts';

/** Chance decides about the flow, about who wrote it and about what is edited. The seed is printed; with EDIT_SEED it is the same. */
const seed = Number(process.env['EDIT_SEED'] ?? Date.now() % 1_000_000);
const numRuns = Number(process.env['EDIT_RUNS'] ?? 150);

const holds = (check: (text: string, dice: readonly number[]) => void): void => {
  console.log(`EDIT_SEED=${seed}`);
  const dice = fc.array(fc.nat(10_000), { minLength: 4, maxLength: 4 });
  fc.assert(fc.property(writtenFlows, dice, check), { seed, numRuns });
};

type Json = Record<string, unknown>;

/** The hub's own reader of YAML says what a text is. */
const dataOf = (text: string): Json => {
  const yaml = openYaml(text, 100);
  const read = 'reason' in yaml ? yaml : yaml.construct({ repeated: 'refuse', maxMergedKeys: 0 });
  if ('reason' in read) throw new Error(`${read.reason} at ${read.line}\n${text}`);
  return read[0] as Json;
};

const blocksOf = ({ shape }: FlowText): readonly Block[] => [
  shape.main,
  ...[...shape.steps.values()].flatMap(({ inner }) => inner.map(({ block }) => block)),
];

const stepsOf = ({ shape }: FlowText): readonly Step[] => [...shape.steps.values()];

const listAt = (data: unknown, pointer: string): Json[] => {
  let found = data as Json;
  for (const part of pointer.split('/').slice(1))
    found = found[part.replaceAll('~1', '/').replaceAll('~0', '~')] as Json;
  return found as unknown as Json[];
};

const ok = (changed: Changed): string => {
  expect(changed.refused).toBeUndefined();
  return changed.text;
};

/** What is wrong with a flow, without where: nothing new may come. */
const problemsOf = (text: string): ReadonlySet<string> =>
  new Set(readText(text).problems.map(({ message }) => message));

const expectNoNewProblem = (before: string, after: string): void => {
  const old = problemsOf(before);
  // What led to a step may have been the only way to what stands behind it.
  const fresh = [...problemsOf(after)].filter((one) => !old.has(one) && !one.startsWith('Nothing leads to'));
  expect(fresh).toEqual([]);
};

const expectComments = (before: string, after: string): void =>
  expect(commentsIn(after).toSorted()).toEqual(commentsIn(before).toSorted());

interface Edited {
  readonly before: string;
  readonly after: string;
  readonly place: string;
  readonly flow: FlowText;
}

/** All lines stand as they stood but those of one value, with the comment above it and the line of what it is in. */
const expectApart = ({ before, after, place, flow }: Edited): void => {
  if (before === after) return;
  const [from, to] = linesOf(flow, place) ?? [0, 0];
  const [old, now] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < old.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  expect(start + 1).toBeGreaterThanOrEqual(from - 2);
  // What is the last in its line may end the text.
  expect(old.length - end).toBeLessThanOrEqual(to + 1);
};

const linesIn = (text: string): readonly string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .toSorted();

const textOf = (flow: FlowText, place: string): string => {
  const [from, to] = linesOf(flow, place) ?? [0, 0];
  return flow.text
    .split('\n')
    .slice(Math.max(0, from - 1), to)
    .join('\n');
};

/** A step that nothing leads to, and that leads nowhere. */
const isPlain = (flow: FlowText, step: Step): boolean => {
  const block = blocksOf(flow).find(({ steps }) => steps.includes(step));
  return (
    step.then === 'continue' &&
    step.cases.every(({ then }) => then === 'continue') &&
    (block?.steps ?? []).every(
      ({ then, cases }) => then !== step.name && cases.every((one) => one.then !== step.name),
    )
  );
};

const leaves = (data: unknown, place = ''): readonly string[] =>
  typeof data === 'object' && data !== null
    ? Object.entries(data).flatMap(([name, value]) =>
        leaves(value, `${place}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
      )
    : [place];

const fresh = [
  'text',
  '${ .a }',
  '${ {a: 1} }',
  'two\nlines\n',
  'two\n\nlines',
  'a: b',
  '#x',
  '',
  ' x ',
  "it's",
  '"q"',
  'true',
  '12',
  12.5,
  false,
  null,
  { a: 1, b: { c: ['x', { d: '${ . }', e: [] }] } },
  ['x', 'y: z'],
  [],
  {},
];

verifies(
  'editor.edits.value',
  'a value is put in the place of another, and nothing else is different',
  () => {
    holds((text, [first = 0, second = 0]) => {
      const flow = flowOf(text);
      const pointer = chosenBy(leaves(dataOf(text)), first) ?? '';
      const value = chosenBy(fresh, second);
      const after = ok(setValue(flow, pointer, value));
      const data = dataOf(text);
      const parent = listAt(data, pointer.slice(0, pointer.lastIndexOf('/'))) as unknown as Json;
      const name = (pointer.split('/').at(-1) ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
      const old = parent[name];
      parent[name] = value;
      expect(dataOf(after)).toEqual(data);
      expectComments(text, after);
      expectApart({ before: text, after, place: pointer, flow });
      // And back: a text of one line in the place of another is written as it was, when it needs no other quotes.
      if (typeof old === 'string' && !old.includes('\n') && value === 'text' && !/[|>]-?\s*\r?\n/.test(text))
        expect(ok(setValue(flowOf(after), pointer, old))).toBe(text);
    });
  },
);

verifies('editor.edits.value', 'a value that is taken away takes its line with it, and nothing else', () => {
  holds((text, [first = 0]) => {
    const flow = flowOf(text);
    const pointer = chosenBy(leaves(dataOf(text)), first) ?? '';
    const after = ok(setValue(flow, pointer, undefined));
    const data = dataOf(text);
    const parent = listAt(data, pointer.slice(0, pointer.lastIndexOf('/')));
    const name = (pointer.split('/').at(-1) ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(parent)) parent.splice(Number(name), 1);
    else delete (parent as Json)[name];
    expect(dataOf(after)).toEqual(data);
    expectApart({ before: text, after, place: pointer, flow });
  });
});

verifies('editor.edits.steps', 'a step that is added and removed again leaves the text as it was', () => {
  holds((text, [first = 0, second = 0, third = 0]) => {
    const flow = flowOf(text);
    const block = chosenBy(blocksOf(flow), first);
    if (block === undefined) return;
    const index = second % (block.steps.length + 1);
    const task =
      chosenBy([{ set: { a: 'x' } }, { call: 'http', with: { body: { a: [1, { b: 2 }] } } }], third) ?? {};
    const added = addStep(flow, { block: block.place, index }, { name: 'fresh', task });
    const after = ok(added);
    const data = dataOf(text);
    if (block.steps.length > 0) {
      listAt(data, block.place).splice(index, 0, { fresh: task });
      expect(dataOf(after)).toEqual(data);
    }
    expectComments(text, after);
    expect(flowOf(after).shape.steps.get(added.chosen?.[0] ?? '')?.name).toBe('fresh');
    const lines = new Set(text.split(/\r?\n/));
    if (!text.startsWith('{'))
      expect(
        text.split(/\r?\n/).filter((line) => !after.includes(line) && !/: (\{\}|\[\])$/.test(line)),
      ).toEqual([]);
    expect(lines.size).toBeGreaterThan(0);
    const back = removeSteps(flowOf(after), added.chosen ?? []);
    if (block.steps.length > 0 && back.notes === undefined) expect(ok(back)).toBe(text);
  });
});

verifies('editor.edits.steps', 'a step that is removed goes with its comments alone', () => {
  holds((text, [first = 0]) => {
    const flow = flowOf(text);
    const step = chosenBy(stepsOf(flow), first);
    if (step === undefined) return;
    const removed = removeSteps(flow, [step.place]);
    const after = ok(removed);
    const inside = commentsIn(textOf(flow, step.place));
    const left = commentsIn(after);
    const gone = commentsIn(text).filter((one) => !left.includes(one));
    // Those of its own lines, and the one above it.
    expect(gone.length).toBeLessThanOrEqual(inside.length + 1);
    if (removed.notes === undefined && isPlain(flow, step)) {
      const data = dataOf(text);
      const [, block = '', index = ''] = /^(.*)\/(\d+)\/[^/]*$/.exec(step.place) ?? [];
      listAt(data, block).splice(Number(index), 1);
      expect(dataOf(after)).toEqual(data);
    }
    if (listAt(dataOf(after), '/do').length > 0) flowOf(after);
  });
});

verifies(
  'editor.edits.steps',
  'a step that is moved takes its comments along, and comes back as it was',
  () => {
    holds((text, [first = 0, second = 0, third = 0]) => {
      const flow = flowOf(text);
      const step = chosenBy(stepsOf(flow), first);
      if (step === undefined) return;
      const block = chosenBy(
        blocksOf(flow).filter(({ place }) => !`${place}/`.startsWith(`${step.place}/`)),
        second,
      );
      if (block === undefined) return;
      const [, home = '', from = ''] = /^(.*)\/(\d+)\/[^/]*$/.exec(step.place) ?? [];
      const index = third % (block.steps.length + 1);
      const moved = moveSteps(flow, [step.place], { block: block.place, index });
      const after = ok(moved);
      const isBlock = !text.startsWith('{');
      if (isBlock && step.then === 'continue' && moved.notes === undefined && isPlain(flow, step)) {
        const emptied = after.includes('[]') || text.includes('[]') || after.includes('catch: {}');
        expectComments(text, after);
        if (!emptied && block.steps.length > 0) expect(linesIn(after)).toEqual(linesIn(text));
      }
      expectNoNewProblem(text, after);
      const [arrived = ''] = moved.chosen ?? [];
      const there = flowOf(after);
      expect(there.shape.steps.get(arrived)).toBeDefined();
      const alone = flow.shape.steps.get(step.place);
      const hadOthers = blocksOf(flow).some(
        ({ steps }) => alone !== undefined && steps.includes(alone) && steps.length > 1,
      );
      if (!isPlain(flow, step) || moved.notes !== undefined || !hadOthers || block.steps.length === 0) return;
      if (home === block.place && (index === Number(from) || index === Number(from) + 1)) return;
      const isLast = blocksOf(flow).some(({ steps }) => steps.at(-1) === alone);
      // Where its home is now.
      const [, hall = '', at = ''] = /^(.*)\/(\d+)\/[^/]*$/.exec(arrived) ?? [];
      if (
        home !== hall &&
        (home.startsWith(`${hall}/`) || hall.startsWith(`${home}/`) || block.place !== hall)
      )
        return;
      const back = home === hall && Number(at) < Number(from) ? Number(from) + 1 : Number(from);
      const again = moveSteps(there, [arrived], { block: home, index: back });
      if (again.notes === undefined && !isLast) expect(ok(again)).toBe(text);
    });
  },
);

verifies('editor.edits.steps', 'a step that is renamed is led to by its new name', () => {
  holds((text, [first = 0]) => {
    const flow = flowOf(text);
    const step = chosenBy(stepsOf(flow), first);
    if (step === undefined) return;
    const renamed = renameStep(flow, step.place, 'another name');
    expectComments(text, ok(renamed));
    expectNoNewProblem(text, ok(renamed));
    expect(ok(renameStep(flowOf(ok(renamed)), renamed.chosen?.[0] ?? '', step.name))).toBe(text);
  });
});

verifies('editor.edits.steps', 'steps that are put into another one come out of it as they were', () => {
  holds((text, [first = 0, second = 0, third = 0]) => {
    const flow = flowOf(text);
    const block = chosenBy(
      blocksOf(flow).filter(({ steps }) => steps.length > 0),
      first,
    );
    if (block === undefined) return;
    const from = second % block.steps.length;
    const chosen = block.steps.slice(from, from + 1 + (third % 3)).map(({ place }) => place);
    const kind = (['do', 'try', 'for', 'fork'] as const)[third % 4] ?? 'do';
    const wrapped = wrapSteps(flow, chosen, kind);
    if (wrapped.refused !== undefined) {
      expect(wrapped.refused.key).toBe('editor.document.leadsElsewhere');
      return;
    }
    // A `then` that nothing inside of another step can have goes with its comments.
    const led = block.steps.slice(from, from + chosen.length).every((one) => one.then === 'continue');
    if (led) expectComments(text, wrapped.text);
    expectNoNewProblem(text, wrapped.text);
    const there = flowOf(wrapped.text);
    const [place = ''] = wrapped.chosen ?? [];
    const opened = unwrapStep(there, place);
    if (kind === 'fork' || wrapped.notes !== undefined || opened.notes !== undefined) return;
    // Where leaving the block is what comes next anyway, it need not be said.
    if (led) expect(dataOf(ok(opened))).toEqual(dataOf(text));
    if (led) expectComments(text, ok(opened));
  });
});

verifies('editor.edits.copy', 'steps that are copied can be put into any flow', () => {
  holds((text, [first = 0, second = 0, third = 0]) => {
    const flow = flowOf(text);
    const step = chosenBy(stepsOf(flow), first);
    const block = chosenBy(blocksOf(flow), second);
    if (step === undefined || block === undefined) return;
    const yaml = textOfSteps(flow, [step.place]);
    expect(dataOf(yaml)).toEqual([{ [step.name]: step.task }]);
    const index = third % (block.steps.length + 1);
    const pasted = pasteSteps(flow, { block: block.place, index }, yaml);
    const after = ok(pasted);
    expectNoNewProblem(text, after);
    const back = removeSteps(flowOf(after), pasted.chosen ?? []);
    if (
      pasted.notes === undefined &&
      back.notes === undefined &&
      block.steps.length > 0 &&
      step.then === 'continue'
    )
      expect(ok(back)).toBe(text);
    const doubled = duplicateSteps(flow, [step.place]);
    expectNoNewProblem(text, ok(doubled));
  });
});
