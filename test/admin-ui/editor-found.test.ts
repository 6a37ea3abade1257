import { expect, test } from '@jest/globals';
import { setValue } from '../../admin-ui/src/editor/document/set-value.ts';
import { unwrapStep } from '../../admin-ui/src/editor/document/unwrap-step.ts';
import { wrapSteps, type WrapKind } from '../../admin-ui/src/editor/document/wrap-steps.ts';
import type { Changed } from '../../admin-ui/src/editor/flow-editor.ts';
import { readText } from '../../flows/document/read-text.ts';
import { flowOf } from '../setup/edited-flows.ts';
import { flowText } from '../setup/flow-documents.ts';
import { verifies } from '../setup/verifies.ts';

/** Edits that chance found to be wrong once, each as small as it can be. */

const textOf = (changed: Changed): string => {
  expect(changed.refused).toBeUndefined();
  return changed.text;
};

const thereAndBack = (text: string, place: string, kind: WrapKind): string => {
  const wrapped = wrapSteps(flowOf(text), [place], kind);
  expect(readText(textOf(wrapped)).problems).toEqual([]);
  const opened = unwrapStep(flowOf(wrapped.text), wrapped.chosen?.[0] ?? '');
  expect(readText(textOf(opened)).problems).toEqual([]);
  return opened.text;
};

const branches = (steps: string): string =>
  flowText(`do:
  - all:
      fork:
        branches:
${steps}`);

const branchesAt = '/do/0/all/fork/branches';

verifies('editor.edits.steps', 'a branch of a fork leads to the end of the flow, or out, as before', () => {
  for (const then of ['end', 'exit', 'continue'])
    for (const kind of ['do', 'try', 'for'] as const) {
      const text = branches(`          - a:
              switch:
                - one: { when: '\${ .n < 2 }', then: ${then} }
          - b: { set: { n: 1 } }
`);
      expect(thereAndBack(text, `${branchesAt}/0/a`, kind)).toBe(text);
    }
});

verifies(
  'editor.edits.steps',
  'what becomes branches leads to none of them, and what it loses is told',
  () => {
    const block = (then: string, inside: string): string =>
      branches(`          - both:
              do:
${inside}${then === '' ? '' : `              then: ${then}\n`}          - b: { set: { n: 1 } }
`);
    const one = `                - x: { set: { n: 1 } }\n`;
    const two = `                - x: { set: { n: 1 }, then: y }\n                - y: { set: { n: 2 } }\n`;
    const open = (text: string) => unwrapStep(flowOf(text), `${branchesAt}/0/both`);
    const ended = open(block('end', one));
    expect(textOf(ended)).toContain('          - x: { set: { n: 1 }, then: end }\n');
    expect(ended.notes).toBeUndefined();
    const apart = open(block('', two));
    expect(textOf(apart)).toContain('          - x: { set: { n: 1 } }\n          - y: { set: { n: 2 } }\n');
    expect(apart.notes?.map(({ key }) => key)).toEqual(['editor.document.leadsNowhere']);
    expect(open(block('end', two)).notes?.map(({ key }) => key)).toEqual([
      'editor.document.lostFields',
      'editor.document.leadsNowhere',
    ]);
    for (const { text } of [ended, apart]) expect(readText(text).problems).toEqual([]);
  },
);

verifies('editor.edits.steps', 'branches one after the other go on as their fork did', () => {
  const text = flowText(`do:
  - all:
      fork:
        branches:
          - a: { set: { n: 1 }, then: end }
          - b: { set: { n: 2 } }
      then: last
  - other: { set: { n: 3 } }
  - last: { set: { n: 4 }, then: other }
`);
  const opened = unwrapStep(flowOf(text), '/do/0/all');
  expect(textOf(opened)).toContain('  - a: { set: { n: 1 } }\n  - b: { set: { n: 2 }, then: last }\n');
  expect(opened.notes?.map(({ key }) => key)).toEqual(['editor.document.leadsNowhere']);
});

verifies('editor.edits.steps', 'a case that goes on goes where the block around it went', () => {
  const opened = unwrapStep(
    flowOf(
      flowText(`do:
  - block:
      do:
        - s:
            switch:
              - one: { when: '\${ .a }', then: continue }
      then: last
  - other: { set: { n: 1 } }
  - last: { set: { n: 2 }, then: other }
`),
    ),
    '/do/0/block',
  );
  expect(textOf(opened)).toContain(`  - s:
      switch:
        - one: { when: '\${ .a }', then: last }
      then: last
`);
  expect(readText(opened.text).problems).toEqual([]);
});

verifies('editor.edits.steps', 'a step that may be passed over does not lead for the block around it', () => {
  const list = `  - other: { set: { n: 1 } }\n  - last: { set: { n: 2 }, then: other }\n`;
  const maybe = flowOf(flowText(`do:\n  - a: { if: '\${ .a }', set: { n: 1 }, then: last }\n${list}`));
  expect(wrapSteps(maybe, ['/do/0/a'], 'do').refused?.key).toBe('editor.document.leadsElsewhere');
  const inside = flowText(
    `do:\n  - block:\n      do:\n        - a: { if: '\${ .a }', set: { n: 1 } }\n      then: last\n${list}`,
  );
  expect(unwrapStep(flowOf(inside), '/do/0/block').notes).toEqual([
    { key: 'editor.document.leadsNow', values: { step: 'a', to: 'other' } },
  ]);
});

const listed = (items: string): string => `do:\n  - a:\n      set:\n        list:\n${items}`;
const at = (place: string): string => `/do/0/a/set/list${place}`;

test.each<[string, unknown, string]>([
  ['text of several lines', 'x\ny\n', '        - |\n          x\n          y\n'],
  ['fields', { x: 1, y: 2 }, '        - x: 1\n          y: 2\n'],
  ['a list', ['x'], '        - - x\n'],
  ['nothing', {}, '        - {}\n'],
])('what is said above an item is said above %s, too', (_name, value, written) => {
  const [first, second] = ['        # first\n        - Foo\n', '\n        # second\n        - Bar\n'];
  const text = listed(first + second);
  expect(textOf(setValue(flowOf(text), at('/0'), value))).toBe(
    listed(`        # first\n${written}${second}`),
  );
  expect(textOf(setValue(flowOf(text), at('/1'), value))).toBe(
    listed(`${first}\n        # second\n${written}`),
  );
});

test('an item stays in its lines when it has a field more, or one less', () => {
  const text = listed(`        # a dog
        - breed: dalmatian # spotted
          # how many
          count: 101
`);
  expect(textOf(setValue(flowOf(text), at('/0/breed'), undefined))).toBe(
    listed('        # a dog\n        - # how many\n          count: 101\n'),
  );
  const single = textOf(setValue(flowOf(text), at('/0/count'), undefined));
  expect(single).toBe(listed('        # a dog\n        - breed: dalmatian # spotted\n'));
  expect(textOf(setValue(flowOf(single), at('/0/age'), 3))).toBe(
    listed('        # a dog\n        - breed: dalmatian # spotted\n          age: 3\n'),
  );
});
