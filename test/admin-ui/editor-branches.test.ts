import { expect, test } from '@jest/globals';
import type { Plus } from '../../admin-ui/src/editor/canvas/drawing.ts';
import { addAt, joinAt } from '../../admin-ui/src/editor/canvas/join-at.ts';
import { layOut } from '../../admin-ui/src/editor/canvas/layout.ts';
import { addBranch, removeBranch } from '../../admin-ui/src/editor/document/add-branch.ts';
import { arrange, type Arranged } from '../../admin-ui/src/editor/document/branches.ts';
import { moveSteps } from '../../admin-ui/src/editor/document/move-step.ts';
import { readText } from '../../flows/document/read-text.ts';
import { flowOf, publishedFlows } from '../setup/edited-flows.ts';
import { flowText } from '../setup/flow-documents.ts';
import { verifies } from '../setup/verifies.ts';

/** `a sw(x: b c | otherwise: ) d`, with jumps behind. */
const drawn = ({ items, jumps }: Arranged): string => {
  const shown = items.map((item) => {
    if ('step' in item) return item.step.name;
    const branches = item.branches.map(
      ({ cases, items: inside }) => `${cases.map(({ name }) => name).join('+') || '*'}: ${drawn(inside)}`,
    );
    return `${item.switch.name}(${branches.join(' | ')})`;
  });
  const arrows = jumps.map(({ from, to, label }) => `${nameOf(from)}-${label}>${nameOf(to)}`);
  return [...shown, ...arrows].join(' ');
};

const nameOf = (place: string): string => place.split('/').at(-1) ?? '';

const step = (name: string, then?: string): string =>
  `  - ${name}: { set: { n: 1 }${then === undefined ? '' : `, then: ${then}`} }\n`;

const choose = (name: string, cases: Readonly<Record<string, string>>, then?: string): string => {
  const lines = Object.entries(cases).map(
    ([one, to]) => `        - ${one}: { ${one === 'else' ? '' : "when: '${ true }', "}then: ${to} }\n`,
  );
  return `  - ${name}:\n      switch:\n${lines.join('')}${then === undefined ? '' : `      then: ${then}\n`}`;
};

const drawnOf = (steps: string): string => drawn(arrange(flowOf(`do:\n${steps}`).shape.main));

test.each<[string, string, string]>([
  ['steps', step('a') + step('b'), 'a b'],
  [
    'two branches that meet',
    choose('s', { x: 'a', else: 'b' }) + step('a', 'c') + step('b') + step('c'),
    's(x: a | else: b) c',
  ],
  [
    'branches that leave',
    choose('s', { x: 'a', y: 'b', else: 'c' }) + step('a', 'exit') + step('b', 'exit') + step('c'),
    's(x: a | y: b | else: c)',
  ],
  [
    'what no case takes',
    choose('s', { x: 'b' }) + step('a', 'c') + step('b') + step('c'),
    's(x: b | *: a) c',
  ],
  ['a case that passes over', choose('s', { x: 'b' }) + step('a') + step('b'), 's(x:  | *: a) b'],
  [
    'cases that share',
    choose('s', { x: 'a', y: 'a', else: 'b' }) + step('a', 'exit') + step('b'),
    's(x+y: a | else: b)',
  ],
  ['ends', choose('s', { x: 'end', else: 'a' }) + step('a'), 's(x:  | else: ) a'],
  [
    'a switch in a branch',
    choose('s', { x: 'a', else: 'd' }) +
      choose('a', { y: 'b', else: 'c' }) +
      step('b', 'e') +
      step('c', 'e') +
      step('d') +
      step('e'),
    's(x: a(y: b | else: c) | else: d) e',
  ],
  ['a loop back', step('p') + choose('s', { x: 'p', else: 'd' }) + step('d'), 'p s d s-x>p'],
  [
    'a way into another branch',
    choose('s', { x: 'a', else: 'b' }) + step('a') + step('b') + step('c'),
    's(x: a | else: ) b c',
  ],
  [
    'a way into the middle',
    choose('s', { x: 'a', else: 'c' }) + step('a', 'd') + step('b') + step('c') + step('d'),
    's a b c d s-else>c a->d',
  ],
  ['jumps', step('a', 'c') + step('b', 'end') + step('c'), 'a b c a->c'],
  ['unknown targets', choose('s', { x: 'nowhere', else: 'a' }) + step('a', 'gone'), 's a'],
])('%s are drawn as they lead', (_name, steps, expected) => {
  expect(drawnOf(steps)).toBe(expected);
});

verifies('editor.branches', 'published flows are drawn with their branches, each step once', () => {
  for (const { text } of publishedFlows) {
    const { shape } = flowOf(text);
    const seen: string[] = [];
    const see = ({ items }: Arranged): void => {
      for (const item of items) {
        const one = 'step' in item ? item.step : item.switch;
        seen.push(one.place);
        if ('branches' in item) for (const branch of item.branches) see(branch.items);
        for (const { block } of one.inner) see(arrange(block));
      }
    };
    see(arrange(shape.main));
    expect(seen.toSorted()).toEqual([...shape.steps.keys()].toSorted());
  }
  const whatsapp = publishedFlows.find(({ name }) => name === 'whatsapp.yaml')?.text ?? '';
  expect(drawn(arrange(flowOf(whatsapp).shape.main))).toBe(
    'receive who(human:  | ai: turn callbacks outcome escalated(yes:  | no: summarise)) handOff',
  );
});

const orders = flowText(`do:
  - who:
      switch:
        - vip: { when: '\${ .vip }', then: greet }
        - other: { then: queue }
  - greet:
      set: { hello: true }
      then: answer
  # Most of them.
  - queue:
      set: { queued: true }
  - answer:
      set: { done: true }
`);

const fresh = { name: 'fresh', task: { set: { n: 1 } } };

const way = (index: number, more: Partial<Plus>): Plus => ({
  ...{ id: '', x: 0, y: 0, meeting: null },
  spot: { block: '/do', index },
  after: null,
  before: null,
  branch: null,
  ...more,
});

const vip = { step: '/do/0/who', cases: ['/do/0/who/switch/0/vip'], open: false, empty: false };

test.each<[string, Plus, string]>([
  [
    'at the end of a branch',
    way(2, { after: '/do/1/greet', branch: vip }),
    'who(vip: greet fresh | other: queue) answer',
  ],
  [
    'at the beginning of a branch',
    way(1, { before: '/do/1/greet', branch: vip }),
    'who(vip: fresh greet | other: queue) answer',
  ],
  [
    'at the end of the last branch',
    way(3, { after: '/do/2/queue', before: '/do/3/answer' }),
    'who(vip: greet | other: queue fresh) answer',
  ],
  [
    'where they meet',
    way(3, { before: '/do/3/answer', meeting: '/do/0/who' }),
    'who(vip: greet | other: queue) fresh answer',
  ],
  ['behind them', way(4, { after: '/do/3/answer' }), 'who(vip: greet | other: queue) answer fresh'],
  ['before them', way(0, { before: '/do/0/who' }), 'fresh who(vip: greet | other: queue) answer'],
])('a step that comes in %s is part of that way', (_name, where, expected) => {
  const { text } = addAt(flowOf(orders), where, fresh);
  expect(drawn(arrange(flowOf(text).shape.main))).toBe(expected);
  expect(readText(text).problems).toEqual([]);
  expect(text).toContain('  # Most of them.\n  - queue:');
});

test('a step is moved from one branch to the other', () => {
  const plus = way(2, { after: '/do/1/greet', before: '/do/3/answer' });
  const moved = moveSteps(flowOf(orders), ['/do/2/queue'], { ...plus.spot, anew: true });
  const { text } = joinAt(flowOf(orders), plus, moved);
  expect(drawn(arrange(flowOf(text).shape.main))).toBe('who(vip: greet queue | other: ) answer');
  expect(readText(text).problems).toEqual([]);
  expect(text).toContain('  # Most of them.\n  - queue:');
});

verifies('editor.branches', 'a branch is added, and removed with the steps that only it leads to', () => {
  const branch = {
    name: 'vip',
    when: '${ .late }',
    step: { name: 'greet', task: { do: [{ sorry: { set: { s: 1 } } }] } },
  };
  const added = addBranch(flowOf(orders), '/do/0/who', branch);
  expect(added.chosen).toEqual(['/do/3/greet2']);
  expect(readText(added.text).problems).toEqual([]);
  const flow = flowOf(added.text);
  expect(drawn(arrange(flow.shape.main))).toBe('who(vip: greet | vip2: greet2 | other: queue) answer');
  const removed = removeBranch(flow, ['/do/0/who/switch/1/vip2']);
  expect(drawn(arrange(flowOf(removed.text).shape.main))).toBe('who(vip: greet | other: queue) answer');
  expect(readText(removed.text).problems).toEqual([]);
  const all = removeBranch(flowOf(removed.text), ['/do/0/who/switch/0/vip', '/do/0/who/switch/1/other']);
  expect(readText(all.text).problems).toEqual([]);
  expect(flowOf(all.text).shape.main.steps.some(({ name }) => name === 'who')).toBe(false);
  expect(addBranch(flowOf(orders), '/do/1/greet', branch).refused?.key).toBe('editor.document.noSwitch');
});

const choosing = (pay: string, more = ''): string =>
  flowText(`do:
  - decide:
      switch:
        - order: { when: '\${ .order }', then: place }
        - payment: { when: '\${ .payment }', then: pay }
      then: exit
  - pay:
      set: { paid: true }${pay}
  - place:
      set: { placed: true }
${more}`);

verifies(
  'editor.canvas.join',
  'at the end of a block all that leaves it meets, and what is added there is for all',
  () => {
    const flow = flowOf(choosing('\n      then: exit'));
    expect(drawn(arrange(flow.shape.main))).toBe('decide(order: place | payment: pay | *: )');
    const { lines } = layOut({ main: flow.shape.main, folded: new Set() });
    const end = lines.find(({ plus }) => plus?.meeting === '/do/0/decide')?.plus;
    const added = flowOf(addAt(flow, end ?? way(3, {}), fresh).text);
    expect(drawn(arrange(added.shape.main))).toBe('decide(order: place | payment: pay | *: ) fresh');
    expect(added.text).not.toContain('exit');
    // Where the others go on, leaving is something else.
    const apart = flowOf(choosing('\n      then: exit', '  - answer: { set: { n: 1 } }\n'));
    expect(drawn(arrange(apart.shape.main))).toBe('decide(order: place | payment: pay | *: ) answer');
  },
);

verifies('editor.canvas.join', 'cases that lead nowhere yet have a way each, for a first step', () => {
  const text = flowText(`do:
  - decide:
      switch:
        - a: { when: '\${ .a }', then: continue }
        - b: { when: '\${ .b }', then: continue }
  - next: { set: { n: 1 } }
`);
  const flow = flowOf(text);
  expect(drawn(arrange(flow.shape.main))).toBe('decide(a:  | b:  | *: ) next');
  const { lines } = layOut({ main: flow.shape.main, folded: new Set() });
  for (const [name, wanted] of [
    ['a', 'decide(a: fresh | b:  | *: ) next'],
    ['b', 'decide(a:  | b: fresh | *: ) next'],
    ['\u0000', 'decide(a:  | b:  | *: fresh) next'],
  ] as const) {
    const plus = lines.find(({ label }) => label === name)?.plus ?? way(9, {});
    const { text: now } = addAt(flow, plus, fresh);
    expect(drawn(arrange(flowOf(now).shape.main))).toBe(wanted);
    expect(readText(now).problems).toEqual([]);
  }
  // One more case does not take along those that go on.
  const more = addBranch(flow, '/do/0/decide', { name: 'c', when: '\${ .c }', step: fresh });
  expect(drawn(arrange(flowOf(more.text).shape.main))).toBe('decide(a:  | b:  | c: fresh | *: ) next');
});
