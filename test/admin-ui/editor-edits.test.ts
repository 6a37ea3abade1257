import { expect, test } from '@jest/globals';
import { addStep } from '../../admin-ui/src/editor/document/add-step.ts';
import { duplicateSteps, pasteSteps, textOfSteps } from '../../admin-ui/src/editor/document/copy-steps.ts';
import { moveSteps } from '../../admin-ui/src/editor/document/move-step.ts';
import { removeSteps } from '../../admin-ui/src/editor/document/remove-steps.ts';
import { renameStep } from '../../admin-ui/src/editor/document/rename-step.ts';
import { removeValue, renameKey, setValue, setValues } from '../../admin-ui/src/editor/document/set-value.ts';
import { unwrapStep } from '../../admin-ui/src/editor/document/unwrap-step.ts';
import { wrapSteps } from '../../admin-ui/src/editor/document/wrap-steps.ts';
import type { Changed } from '../../admin-ui/src/editor/flow-editor.ts';
import { flowOf } from '../setup/edited-flows.ts';
import { verifies } from '../setup/verifies.ts';

/** The hand of a person: comments at every place, dashes not indented, an empty line between steps. */
const written = `# The flow of the shop.
document: { dsl: '1.0.3', namespace: test, name: shop, version: 1.0.0 }

do:
# Looks it up.
- find: # in the shop
    call: shop.get
    with:
      id: '\${ .id }' # as given
      # until they have another one
      api: v1
    # no retry here

- check:
    switch:
    - late: { when: '\${ .late }', then: tell }
    - fine:
        then: done

# Says so.
- tell:
    set: { late: true }
    then: done # and no mail

- done:
    set: { ok: true }
# That is all.
`;

/** What is different, a line each. */
const differences = (before: string, after: string): string => {
  const [old, now] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < old.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const part = (lines: readonly string[], sign: string): string[] =>
    lines.slice(start, lines.length - end).map((line) => sign + line);
  return [...part(old, '-'), ...part(now, '+')].join('\n');
};

const textOf = (changed: Changed): string => {
  expect(changed.refused).toBeUndefined();
  return changed.text;
};

const edited = (edit: (flow: ReturnType<typeof flowOf>) => Changed, text = written): string =>
  differences(text, textOf(edit(flowOf(text))));

test.each<[string, string, unknown, string]>([
  [
    'a text',
    '/do/0/find/with/id',
    '${ .other }',
    "-      id: '${ .id }' # as given\n+      id: '${ .other }' # as given",
  ],
  ['a number', '/do/0/find/with/api', 2, '-      api: v1\n+      api: 2'],
  [
    'text of several lines',
    '/do/0/find/with/api',
    'a\nb\n',
    '-      api: v1\n+      api: |\n+        a\n+        b',
  ],
  [
    'a map behind a comment',
    '/do/0/find/with/id',
    { a: 1 },
    "-      id: '${ .id }' # as given\n+      id: # as given\n+        a: 1",
  ],
  [
    'a word instead of a map',
    '/do/0/find/with',
    'x',
    "-    with:\n-      id: '${ .id }' # as given\n-      # until they have another one\n-      api: v1\n+    with: x",
  ],
  ['a field', '/do/0/find/with/size', 'big', '+      size: big'],
  ['a field where people look for it', '/do/0/find/if', '${ .x }', "+    if: '${ .x }'"],
  ['a field of the flow', '/schedule/cron', '0 * * * *', '+schedule:\n+  cron: 0 * * * *'],
  ['what looks like something else', '/do/0/find/with/api', '12', "-      api: v1\n+      api: '12'"],
  [
    'in brackets',
    '/do/1/check/switch/0/late/then',
    'done',
    "-    - late: { when: '${ .late }', then: tell }\n+    - late: { when: '${ .late }', then: done }",
  ],
  [
    'one more in brackets',
    '/do/3/done/set/n',
    [1, 'x'],
    '-    set: { ok: true }\n+    set: { ok: true, n: [1, x] }',
  ],
  ['around it what is missing', '/do/3/done/output/as/a', 1, '+    output:\n+      as:\n+        a: 1'],
])('%s is put in', (...[, pointer, value, expected]) => {
  expect(edited((flow) => setValue(flow, pointer, value))).toBe(expected);
});

verifies(
  'editor.edits.value',
  'what is taken away goes with its comments, and empties only what it is told to',
  () => {
    expect(edited((flow) => setValue(flow, '/do/0/find/with/api', undefined))).toBe(
      '-      # until they have another one\n-      api: v1',
    );
    expect(edited((flow) => setValue(flow, '/do/2/tell/then', undefined))).toBe(
      '-    then: done # and no mail',
    );
    expect(edited((flow) => setValue(flow, '/do/3/done/set/ok', undefined))).toBe(
      '-    set: { ok: true }\n+    set: {}',
    );
    expect(edited((flow) => removeValue(flow, '/do/1/check/switch/1/fine/then', '/do/1/check'))).toBe(
      '-    - fine:\n-        then: done',
    );
    expect(edited((flow) => renameKey(flow, '/do/0/find/with/api', 'version of it'))).toBe(
      '-      api: v1\n+      version of it: v1',
    );
    const both = [
      { pointer: '/do/0/find/with/api', value: 'v2' },
      { pointer: '/do/0/find/with/id', value: undefined },
    ];
    expect(edited((flow) => setValues(flow, both))).toBe(
      "-      id: '${ .id }' # as given\n-      # until they have another one\n-      api: v1\n+      # until they have another one\n+      api: v2",
    );
  },
);

verifies('editor.edits.steps', 'a step goes with the comments that are its own', () => {
  expect(edited((flow) => removeSteps(flow, ['/do/2/tell'])))
    .toBe(`-    - late: { when: '\${ .late }', then: tell }
-    - fine:
-        then: done
-
-# Says so.
-- tell:
-    set: { late: true }
-    then: done # and no mail
+    - late: { when: '\${ .late }', then: done }
+    - fine:
+        then: done`);
  const moved = moveSteps(flowOf(written), ['/do/0/find'], { block: '/do', index: 4 });
  expect(moved.chosen).toEqual(['/do/3/find']);
  expect(textOf(moved)).toContain(`- done:
    set: { ok: true }

# Looks it up.
- find: # in the shop
    call: shop.get
    with:
      id: '\${ .id }' # as given
      # until they have another one
      api: v1
    # no retry here
# That is all.
`);
  expect(textOf(moveSteps(flowOf(moved.text), ['/do/3/find'], { block: '/do', index: 0 }))).toBe(written);
});

verifies('editor.edits.steps', 'steps that move into another one are indented as what surrounds them', () => {
  const wrapped = wrapSteps(flowOf(written), ['/do/0/find', '/do/1/check'], 'do');
  expect(wrapped.refused?.key).toBe('editor.document.leadsElsewhere');
  const tried = wrapSteps(flowOf(written), ['/do/0/find'], 'try');
  expect(textOf(tried)).toContain(`do:
- attempt:
    try:
    # Looks it up.
    - find: # in the shop
        call: shop.get
        with:
          id: '\${ .id }' # as given
          # until they have another one
          api: v1
        # no retry here
    catch: {}

- check:`);
  expect(textOf(unwrapStep(flowOf(tried.text), '/do/0/attempt'))).toBe(written);
});

verifies(
  'editor.edits.steps',
  'what led to a step that is gone leads to what came after it, and that is told',
  () => {
    const { notes } = removeSteps(flowOf(written), ['/do/2/tell']);
    expect(notes).toEqual([{ key: 'editor.document.leadsNow', values: { step: 'check', to: 'done' } }]);
    const chain =
      'do:\n  - a: { set: 1 }\n  - b: { set: 1, then: d }\n  - c: { set: 1, then: b }\n  - d: { set: 1 }\n';
    expect(edited((flow) => removeSteps(flow, ['/do/1/b']), chain)).toBe(
      '-  - a: { set: 1 }\n-  - b: { set: 1, then: d }\n-  - c: { set: 1, then: b }\n+  - a: { set: 1, then: d }\n+  - c: { set: 1 }',
    );
  },
);

verifies('editor.edits.steps', 'a step has a new name everywhere, or is refused one', () => {
  expect(edited((flow) => renameStep(flow, '/do/2/tell', 'say it')))
    .toBe(`-    - late: { when: '\${ .late }', then: tell }
-    - fine:
-        then: done
-
-# Says so.
-- tell:
+    - late: { when: '\${ .late }', then: say it }
+    - fine:
+        then: done
+
+# Says so.
+- say it:`);
  const refused = (name: string) => renameStep(flowOf(written), '/do/2/tell', name).refused?.key;
  expect(['done', 'end', '', 'x'.repeat(201)].map(refused)).toEqual([
    'editor.document.nameTaken',
    'editor.document.nameIsWord',
    'editor.document.nameLength',
    'editor.document.nameLength',
  ]);
});

verifies(
  'editor.edits.copy',
  'a copy has its comments and a name of its own, and goes where the first one went',
  () => {
    const copied = textOfSteps(flowOf(written), ['/do/2/tell']);
    expect(copied).toBe('# Says so.\n- tell:\n    set: { late: true }\n    then: done # and no mail\n');
    expect(textOf(duplicateSteps(flowOf(written), ['/do/2/tell']))).toContain(`# Says so.
- tell:
    set: { late: true }

# Says so.
- tell2:
    set: { late: true }
    then: done # and no mail

- done:`);
  },
);

test.each<[string, string, readonly string[] | string]>([
  ['a list', '- a: {set: 1}\n- b: {set: {c: 2}, then: a}\n', ['a', 'b']],
  ['one step', 'a:\n  set: 1\n', ['a']],
  ['some under their names', 'a: {set: 1}\nb: {wait: {seconds: 1}}\n', ['a', 'b']],
  ['one without a name', 'call: http\nwith: {method: get}\n', ['call']],
  ['a flow', written, ['find', 'check', 'tell', 'done2']],
  ['JSON', '[{"a": {"set": {"x": 1}}}]', ['a']],
  ['a name that is taken', '- done: {set: 1}', ['done2']],
  ['a step of a newer version', '- a: {dance: {}}', ['a']],
  ['no YAML', 'a: [', 'editor.document.notYaml'],
  ['words', 'Hello there', 'editor.document.notSteps'],
  ['other data', '{"name": "x", "list": [1]}', 'editor.document.notSteps'],
  ['nothing', '', 'editor.document.notSteps'],
])('%s is pasted, or refused', (_name, yaml, expected) => {
  const flow = flowOf('document: {}\ndo:\n  - done:\n      set: { ok: true }\n');
  const pasted = pasteSteps(flow, { block: '/do', index: 0 }, yaml);
  if (typeof expected === 'string') {
    expect(pasted.refused?.key).toBe(expected);
    expect(pasted.text).toBe(flow.text);
  } else {
    const names = flowOf(textOf(pasted)).shape.main.steps.map(({ name }) => name);
    expect(names).toEqual([...expected, 'done']);
    if (yaml === written) expect(pasted.text).toContain('# Says so.\n');
  }
});

verifies(
  'editor.edits.value',
  'what stands for something else says itself what it stood for before one of both is changed',
  () => {
    const shared = `use:
  retry: &gently # for all
    delay: { seconds: 1 }
    limit: 3
do:
  - a:
      try: []
      catch: { retry: *gently }
  - b:
      retry: *gently
  - c:
      with: &c { x: 1 }
  - d:
      with: *c
`;
    expect(edited((flow) => setValue(flow, '/do/1/b/retry/limit', 4), shared)).toBe(
      '-      retry: *gently\n+      retry:\n+        delay:\n+          seconds: 1\n+        limit: 4',
    );
    expect(edited((flow) => setValue(flow, '/do/2/c/with/x', 2), shared)).toBe(
      '-      with: &c { x: 1 }\n-  - d:\n-      with: *c\n+      with: &c { x: 2 }\n+  - d:\n+      with:\n+        x: 1',
    );
    expect(edited((flow) => setValue(flow, '/do/0/a/if', true), shared)).toBe('+      if: true');
    const removed = textOf(removeSteps(flowOf(shared), ['/do/2/c']));
    expect(flowOf(removed).shape.main.steps[2]?.task).toEqual({ with: { x: 1 } });
    expect(removed).toContain('catch: { retry: *gently }');
    const moved = textOf(moveSteps(flowOf(shared), ['/do/3/d'], { block: '/do', index: 0 }));
    expect(flowOf(moved).shape.main.steps[0]?.task).toEqual({ with: { x: 1 } });
    const merged = 'x: &x { a: 1, b: 2 }\ny:\n  <<: *x\n  c: 3\n';
    expect(flowOf(textOf(setValue(flowOf(merged), '/y/a', 5))).plain).toEqual({
      x: { a: 1, b: 2 },
      y: { c: 3, a: 5, b: 2 },
    });
    expect(flowOf(textOf(setValue(flowOf(merged), '/y/a', undefined))).plain).toEqual({
      x: { a: 1, b: 2 },
      y: { c: 3, b: 2 },
    });
  },
);

verifies('editor.edits.value', 'JSON stays JSON, in lines of its own or in one', () => {
  const data = { do: [{ a: { set: { x: 1 } } }, { b: { set: { y: 2 } } }] };
  for (const space of [0, 2, 4]) {
    const text = JSON.stringify(data, null, space);
    const added = addStep(
      flowOf(text),
      { block: '/do', index: 1 },
      { name: 'c', task: { call: 'x', with: { l: [1] } } },
    );
    const wished = { do: [data.do[0], { c: { call: 'x', with: { l: [1] } } }, data.do[1]] };
    expect(textOf(added)).toBe(JSON.stringify(wished, null, space));
    expect(textOf(moveSteps(flowOf(text), ['/do/1/b'], { block: '/do', index: 0 }))).toBe(
      JSON.stringify({ do: data.do.toReversed() }, null, space),
    );
    expect(textOf(removeSteps(flowOf(added.text), ['/do/1/c']))).toBe(text);
  }
});

test('a text that begins with an empty line, and a comment, is edited as others are', () => {
  const text = '\n# mine\ndo:\n  - a: { set: 1 }\n';
  expect(edited((flow) => setValue(flow, '/document/name', 'x'), text)).toBe('+document:\n+  name: x');
  expect(textOf(removeSteps(flowOf(text), ['/do/0/a']))).toBe('\n# mine\ndo: []\n');
});

test('comments between brackets stay where they belong', () => {
  const text =
    'do: [\n    { a: { set: 1 } }, # one\n    # about b\n    { b: { set: 2 } }, # two\n    { c: { set: 3 } }\n  ]\n';
  expect(textOf(removeSteps(flowOf(text), ['/do/1/b']))).toBe(
    'do: [\n    { a: { set: 1 } }, # one\n    { c: { set: 3 } }\n  ]\n',
  );
  expect(textOf(removeSteps(flowOf(text), ['/do/2/c']))).toBe(
    'do: [\n    { a: { set: 1 } }, # one\n    # about b\n    { b: { set: 2 } } # two\n  ]\n',
  );
  expect(textOf(setValue(flowOf(text), '/do/0/a/set', 9))).toBe(text.replace('set: 1', 'set: 9'));
});

test('an empty flow gets its first step, and a list its first item', () => {
  const task = { set: { a: 1 } };
  const first = (text: string): string =>
    textOf(addStep(flowOf(text), { block: '/do', index: 0 }, { name: 'x', task }));
  const step = 'do:\n  - x:\n      set:\n        a: 1\n';
  expect(first('')).toBe(step);
  expect(first('# mine\n')).toBe(`# mine\n${step}`);
  expect(first('do:\n')).toBe(step);
  expect(first('do: # here\n')).toBe(step.replace('do:', 'do: # here'));
  expect(first('do: []\n')).toBe(step);
  expect(first('do: [] # here\n')).toBe(step.replace('do:', 'do: # here'));
  expect(textOf(removeSteps(flowOf(step.replace('do:', 'do: # here')), ['/do/0/x']))).toBe('do: [] # here\n');
});

verifies('editor.edits.refused', 'what cannot be done is said, and leaves the text as it is', () => {
  const flow = flowOf(written);
  expect(setValue(flow, '/do/0/find/call/x', 1)).toEqual({
    text: written,
    refused: { key: 'editor.document.inTheWay', values: { place: '/do/0/find/call/x' } },
  });
  expect(renameKey(flow, '/do/0/find/with/id', 'api').refused?.key).toBe('editor.document.fieldTaken');
  const block = flowOf('do:\n  - a:\n      do:\n        - b: { set: 1 }\n');
  expect(moveSteps(block, ['/do/0/a'], { block: '/do/0/a/do', index: 0 }).refused?.key).toBe(
    'editor.document.intoItself',
  );
  expect(unwrapStep(flowOf('do:\n  - a:\n      do: []\n'), '/do/0/a').refused?.key).toBe(
    'editor.document.nothingInside',
  );
  expect(wrapSteps(flow, ['/do/0/find', '/do/3/done'], 'do').refused?.key).toBe(
    'editor.document.noNeighbours',
  );
});
