import { expect, test } from '@jest/globals';
import { readFlowText, type FlowText } from '../../admin-ui/src/editor/document/flow-text.ts';
import { linesOf, stepAtLine } from '../../admin-ui/src/editor/document/place-at.ts';
import { stepOfPath } from '../../admin-ui/src/editor/document/resolve.ts';
import type { YamlNode } from '../../admin-ui/src/yaml/yaml-node.ts';
import { flowOf, publishedFlows } from '../setup/edited-flows.ts';
import { openYaml } from '../../platform/yaml.ts';
import { verifies } from '../setup/verifies.ts';

const mistakeOf = (text: string) => {
  const read = readFlowText(text);
  return 'shape' in read ? null : read;
};

/** Brackets, dashes and colons stand where the nodes say that they do. */
const expectPlaces = (text: string, node: YamlNode): void => {
  if (node.kind === 'list') {
    if (node.flow) expect(text[node.end - 1]).toBe(']');
    for (const { head, node: one } of node.items) {
      if (!node.flow) expect(text[head]).toBe('-');
      expectPlaces(text, one);
    }
  } else if (node.kind === 'map') {
    if (node.flow && text[node.start] === '{') expect(text[node.end - 1]).toBe('}');
    for (const { colon, key, value } of node.entries) {
      if (colon >= 0) expect(text[colon]).toBe(':');
      expectPlaces(text, key);
      expectPlaces(text, value);
    }
  } else if (node.kind === 'scalar' && node.style !== 'plain') expect(text[node.start]).toMatch(/['"|>]/);
};

verifies('editor.reads', 'a flow says the same as on the hub, and everything in it has its place', () => {
  for (const { text } of publishedFlows) {
    const { plain, root } = flowOf(text);
    const yaml = openYaml(text, 100);
    if ('reason' in yaml) throw new Error(yaml.reason);
    expect([plain]).toEqual(yaml.construct({ repeated: 'refuse', maxMergedKeys: 0 }));
    if (root !== null) expectPlaces(text, root);
  }
});

test.each<[string, string, unknown]>([
  ['aliases', 'a: &x {b: 1}\nc: *x\n', { a: { b: 1 }, c: { b: 1 } }],
  ['merge keys', 'a: &x {b: 1, c: 2}\nd: {<<: *x, b: 3}\n', { a: { b: 1, c: 2 }, d: { b: 3, c: 2 } }],
  [
    'several merged',
    'a: &x {b: 1}\ne: &y {c: 2}\nd:\n  <<: [*x, *y]\n',
    { a: { b: 1 }, e: { c: 2 }, d: { b: 1, c: 2 } },
  ],
  [
    'block scalars',
    'a: |\n  x\n  y\n\nb: >-\n  x\n  y\nc: |+\n  z\n\n',
    { a: 'x\ny\n', b: 'x y', c: 'z\n\n' },
  ],
  ['quotes', `a: 'it''s'\nb: "x\\ty"\nc: x y\n`, { a: "it's", b: 'x\ty', c: 'x y' }],
  ['JSON', '{"do": [{"a": {"set": {"x": null}}}]}', { do: [{ a: { set: { x: null } } }] }],
  ['tabs in brackets', '{\t"b": 1,\n\t"c":\t[1,\t2]\n}\n', { b: 1, c: [1, 2] }],
  ['CRLF', 'a: 1\r\ndo:\r\n  - x:\r\n      set: |\r\n        y\r\n', { a: 1, do: [{ x: { set: 'y\n' } }] }],
  ['no end of the last line', 'a:\n  - b', { a: ['b'] }],
  [
    'comments anywhere',
    '# 1\na: # 2\n  # 3\n  - x # 4\n# 5\nb: {c: 1, # 6\n  d: 2}\n',
    { a: ['x'], b: { c: 1, d: 2 } },
  ],
  ['a mark at the start', '\uFEFFa: 1\n', { a: 1 }],
  ['names that are marked', '? a\n: b\n? c\n', { a: 'b', c: null }],
  ['the first of several documents', '---\na: 1\n---\nb: 2\n', { a: 1 }],
  [
    'dates and words',
    'a: 2020-01-01\nb: yes\nc: 0x1f\nd: .5\ne: ~\n',
    { a: '2020-01-01', b: 'yes', c: 31, d: 0.5, e: null },
  ],
])('%s are read', (_name, text, data) => {
  const flow = flowOf(text);
  expect(flow.plain).toEqual(data);
  if (flow.root !== null) expectPlaces(text, flow.root);
});

verifies('editor.reads', 'a wrong flow has as many steps as can be told', () => {
  const { shape } = flowOf(
    'do:\n  - a:\n      call: x\n  - text\n  - b: {}\n  - c: {set: 1, call: x}\n  - d:\n  - e: {set: 1}\n    f: {set: 2}\n  - g: {do: 3}\n',
  );
  expect(shape.main.steps.map(({ place, kind }) => [place, kind])).toEqual([
    ['/do/0/a', 'call'],
    ['/do/1', 'unknown'],
    ['/do/2/b', 'unknown'],
    ['/do/3/c', 'unknown'],
    ['/do/4/d', 'unknown'],
    ['/do/5', 'unknown'],
    ['/do/6/g', 'do'],
  ]);
  for (const text of ['', '# nothing', 'x', '- a', 'do:', 'do: 3', 'do: []', 'do: {a: 1}'])
    expect(flowOf(text).shape.main).toEqual({ place: '/do', steps: [] });
});

verifies('editor.reads', 'what holds steps says so', () => {
  const { shape } = flowOf(`do:
  - a: {for: {in: '\${ . }'}, do: [{b: {set: 1}}]}
  - c: {fork: {branches: [{d: {set: 1}}]}}
  - e: {try: [{f: {set: 1}}], catch: {do: [{g: {set: 1}}]}}
  - h: {listen: {to: {any: []}}, foreach: {do: [{i: {set: 1}}]}}
  - j: {switch: [{k: {when: '\${ .x }', then: c}}, {l: {then: end}}]}
  - m: {call: asyncapi, with: {subscription: {foreach: {do: [{n: {set: 1}}]}}}}
`);
  expect(
    shape.main.steps.flatMap(({ inner }) => inner.map(({ role, block }) => [role, block.steps[0]?.place])),
  ).toEqual([
    ['do', '/do/0/a/do/0/b'],
    ['branches', '/do/1/c/fork/branches/0/d'],
    ['try', '/do/2/e/try/0/f'],
    ['catch', '/do/2/e/catch/do/0/g'],
    ['each', '/do/3/h/foreach/do/0/i'],
    ['each', '/do/5/m/with/subscription/foreach/do/0/n'],
  ]);
  expect(shape.steps.get('/do/4/j')?.cases).toEqual([
    { place: '/do/4/j/switch/0/k', name: 'k', when: '${ .x }', then: 'c' },
    { place: '/do/4/j/switch/1/l', name: 'l', when: null, then: 'end' },
  ]);
  expect([...shape.steps.keys()].slice(0, 2)).toEqual(['/do/0/a', '/do/0/a/do/0/b']);
});

verifies('editor.mistakes', 'what cannot be read is told with its place, and nothing takes for ever', () => {
  expect(mistakeOf('a: 1\nb: [')).toMatchObject({ line: 2 });
  expect(mistakeOf('a: 1\nb: *x')).toBeNull();
  expect(mistakeOf(`a: ${'['.repeat(200)}`)?.message).toBe('This is nested deeper than 64 levels.');
  expect(mistakeOf(' '.repeat(1024 * 1024 + 1))?.message).toContain('The text is too large: 1.0 MB');
  const laughs = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 10; level += 1)
    laughs.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  expect(mistakeOf(laughs.join('\n'))?.message).toContain('more than 200000 values');
  expect(flowOf('a: &x [*x]').plain).toEqual({ a: [null] });
});

verifies('editor.reads', 'steps that are as they were are the same objects', () => {
  const text = 'do:\n  - a: {set: 1}\n  - b:\n      do:\n        - c: {set: 2}\n        - d: {set: 3}\n';
  const first = flowOf(text);
  const again = (changed: string): FlowText => {
    const read = readFlowText(changed, first);
    if (!('shape' in read)) throw new Error(read.message);
    return read;
  };
  expect(again(text)).toBe(first);
  const commented = again(`# about it\n${text}`);
  expect(commented.shape.main).toBe(first.shape.main);
  expect([...commented.shape.steps]).toEqual([...first.shape.steps]);
  const changed = again(text.replace('set: 3', 'set: 4'));
  const same = (place: string): boolean => changed.shape.steps.get(place) === first.shape.steps.get(place);
  expect(['/do/0/a', '/do/1/b/do/0/c', '/do/1/b', '/do/1/b/do/1/d'].map(same)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  const moved = again(text.replace('  - a: {set: 1}\n', ''));
  expect(moved.shape.steps.get('/do/0/b')).not.toBe(first.shape.steps.get('/do/1/b'));
});

test('steps are found by lines, and findings by their paths', () => {
  const flow = flowOf(
    'do:\n  - a:\n      set: 1\n\n  - b:\n      do:\n        - c: {set: 2}\n      then: end\nuse: {}\n',
  );
  expect([1, 2, 3, 4, 5, 6, 7, 8, 9].map((line) => stepAtLine(flow, line))).toEqual([
    ...[null, '/do/0/a', '/do/0/a', null],
    ...['/do/1/b', '/do/1/b', '/do/1/b/do/0/c', '/do/1/b', null],
  ]);
  expect(linesOf(flow, '/do/1/b')).toEqual([5, 8]);
  expect(linesOf(flow, '/do/7/x')).toBeNull();
  expect(stepOfPath(flow.shape, '/do/1/b/do/0/c/set/x')).toBe('/do/1/b/do/0/c');
  expect(stepOfPath(flow.shape, '/do/1/b/then')).toBe('/do/1/b');
  expect(stepOfPath(flow.shape, '/document/name')).toBeNull();
});
