import { describe, expect, test } from '@jest/globals';
import { compiled, drive, driveProgram } from '../../setup/flow-driver.ts';
import { eventsNeeded, filterFor } from '../../../flows/engine/event-trigger.ts';
import type { FlowEvent } from '../../../flows/engine/messages.ts';
import { verifies } from '../../setup/verifies.ts';

const listening = (to: string, more = ''): string => `do: [{ l: { listen: { to: { ${to} }${more} } } }]`;
const a = { type: 'a', data: { n: 1 } };
const b = { type: 'b', data: { n: 2 } };

describe('one', () => {
  verifies('flows.tasks.events', 'waits for the event, and gives its data in an array', async () => {
    const run = await drive(listening('one: { with: { type: a } }'));
    expect(run.open).toEqual(['/l']);
    expect(run.send(b)).toBe(false);
    expect(run.send(a)).toBe(true);
    expect(run).toMatchObject({ status: 'completed', output: [{ n: 1 }] });
  });

  test.each([
    ['data', { n: 1 }],
    ['raw', { n: 1 }],
    ['envelope', { specversion: '1.0', id: 'event_1', source: '/test', ...a }],
  ])('reads %s', async (read, expected) => {
    const run = await drive(listening('one: { with: { type: a } }', `, read: ${read}`));
    run.send(a);
    expect(run.output).toEqual([expected]);
  });

  test('gives null for an event without data', async () => {
    const run = await drive(listening('one: { with: { type: a } }'));
    run.send({ type: 'a' });
    expect(run.output).toEqual([null]);
  });

  test('can be found by what it waits for', async () => {
    const text = `do: [{ l: { listen: { to: { all: [{ with: { type: a, subject: '\${ .id }' } }, { with: { type: 'com\\..*' } }, { with: { source: 'https://a.example' } }] } } } }]`;
    const { commands } = await drive(text, { input: { id: 'c7' } });
    expect(commands).toMatchObject([
      {
        kind: 'listen',
        key: '/l',
        waits: [
          { type: 'a', subject: 'c7' },
          { type: null, subject: null },
          { type: null, subject: null },
        ],
      },
    ]);
  });
});

describe('a filter', () => {
  test.each([
    ['type: a', a, true],
    ['type: b', a, false],
    ['type: "a|b"', b, true],
    ['type: "com\\\\.shop\\\\..*"', { type: 'com.shop.order' }, true],
    ['type: "com\\\\.shop\\\\..*"', { type: 'xcom.shop.order' }, false],
    ['type: "[", subject: s', { type: '[', subject: 's' }, true],
    ['type: "["', { type: 'x' }, false],
    ["type: '${ .wanted }'", { type: 'w' }, true],
    ["type: a, subject: '${ .none }'", { type: 'a', subject: 's' }, false],
    ['type: a, tenant: t1', { type: 'a', tenant: 't1' }, true],
    ['type: a, tenant: t1', { type: 'a' }, false],
    ['tenant: ".*"', { type: 'a' }, false],
    ["type: a, data: '${ .n > 0 }'", a, true],
    ["type: a, data: '${ .n > 1 }'", a, false],
    ["data: '${ . == false }'", { data: false }, true],
    ["data: '${ .x }'", { data: false }, false],
    ["data: '${ false }'", { data: false }, false],
    ["data: '${ .n > 0 }'", { data: 'text' }, false],
    ["data: '${ .n }'", { data: { n: 1 } }, false],
    ['data: { b: 1, a: [2] }', { data: { a: [2], b: 1 } }, true],
    ['data: { a: 1 }', { data: { a: 1, b: 2 } }, false],
    ["data: { id: '${ $input.wanted }' }", { data: { id: 'w' } }, true],
    ["data: { id: '${ $input.wanted }' }", { data: { id: 'x' } }, false],
    ['data: plain', { data: 'plain' }, true],
    ["source: 'https://a.example/x?y=1'", { source: 'https://a.example/x?y=1' }, true],
  ])('{ %s } is asked about %j: %s', async (filter, event, fits) => {
    const run = await drive(listening(`one: { with: { ${filter} } }`), { input: { wanted: 'w' } });
    expect(run.send(event)).toBe(fits);
    expect(run.status).toBe(fits ? 'completed' : 'running');
  });

  test('of a pattern takes time that grows with the text only', async () => {
    const run = await drive(listening('one: { with: { type: "(a+)+b" } }'));
    expect(run.send({ type: 'a'.repeat(20_000) })).toBe(false);
  });

  test('that cannot look at an event does no harm to the run', async () => {
    const run = await drive(listening(`one: { with: { type: a, data: '\${ .n.x.y > 1 }' } }`));
    for (const data of ['text', 7, [1], { n: 'x' }]) expect(run.send({ type: 'a', data })).toBe(false);
    expect(run.send({ type: 'a', data: { n: { x: { y: 2 } } } })).toBe(true);
    expect(run.status).toBe('completed');
  });
});

describe('all', () => {
  const both = 'all: [{ with: { type: a } }, { with: { type: b } }]';

  verifies('flows.tasks.events', 'waits for one of each, in any order, and takes no second', async () => {
    const run = await drive(listening(both));
    expect(run.send(b)).toBe(true);
    expect(run.send(b)).toBe(false);
    expect(run.send(a)).toBe(true);
    expect(run.output).toEqual([{ n: 2 }, { n: 1 }]);
  });

  test('two filters for the same take two events', async () => {
    const run = await drive(listening('all: [{ with: { type: a } }, { with: { type: a } }]'));
    run.send(a);
    expect(run.status).toBe('running');
    run.send(a);
    expect(run.output).toEqual([{ n: 1 }, { n: 1 }]);
  });
});

describe('any', () => {
  test.each([
    ['any: []', b],
    ['any: [{ with: { type: a } }, { with: { type: b } }]', b],
  ])('without until is over after one: { %s }', async (to, event) => {
    const run = await drive(listening(to));
    run.send(event);
    expect(run.output).toEqual([{ n: 2 }]);
  });

  test('until an expression, which is asked about what came', async () => {
    const run = await drive(listening(`any: [], until: 'length > 2'`));
    for (const event of [a, b]) run.send(event);
    expect(run.status).toBe('running');
    run.send(a);
    expect(run.output).toEqual([{ n: 1 }, { n: 2 }, { n: 1 }]);
  });

  test.each([
    ['one: { with: { type: end } }', ['end']],
    ['any: [{ with: { type: stop } }, { with: { type: end } }]', ['end']],
    ['all: [{ with: { type: stop } }, { with: { type: end } }]', ['end', 'stop']],
    ['any: []', ['anything']],
  ])('until other events, which do not count: { %s }', async (until, types) => {
    const run = await drive(listening(`any: [{ with: { type: a } }], until: { ${until} }`));
    if (!until.startsWith('any: []')) {
      run.send(a);
      expect(run.send(b)).toBe(false);
    }
    for (const type of types) {
      expect(run.status).toBe('running');
      run.send({ type });
    }
    expect(run).toMatchObject({ status: 'completed', output: until.startsWith('any: []') ? [] : [{ n: 1 }] });
  });

  test('what ends it does not count, even where it would', async () => {
    const run = await drive(
      listening(`any: [{ with: { type: a } }], until: { one: { with: { type: a, data: '\${ .last }' } } }`),
    );
    run.send(a);
    run.send({ type: 'a', data: { last: true } });
    expect(run.output).toEqual([{ n: 1 }]);
  });

  test('every event until one', async () => {
    const run = await drive(listening('any: [], until: { one: { with: { type: end } } }'));
    for (const event of [a, b, { type: 'end' }]) run.send(event);
    expect(run.output).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test('2,000 events take time that grows with them only', async () => {
    const run = await drive(listening(`any: [], until: 'length == 2000'`));
    for (let at = 0; at < 2_000; at += 1) run.send({ data: at });
    expect(run.output).toHaveLength(2_000);
  });
});

describe('correlate', () => {
  const order = (type: string, more = ''): string =>
    `{ with: { type: ${type} }, correlate: { order: { from: .order${more} } } }`;
  const of = (type: string, id: unknown) => ({ type, data: { order: id } });

  test('without expect is set by the first event, for all filters', async () => {
    const run = await drive(listening(`all: [${order('a')}, ${order('b')}]`));
    expect(run.send({ type: 'a', data: {} })).toBe(false);
    expect(run.send(of('a', 1))).toBe(true);
    expect(run.send(of('b', 2))).toBe(false);
    expect(run.send(of('b', 1))).toBe(true);
    expect(run.output).toEqual([{ order: 1 }, { order: 1 }]);
  });

  test('with expect takes that value only, a fixed one or of an expression', async () => {
    const expect1 = await drive(listening(`one: ${order('a', ", expect: '${ .id }'")}`), {
      input: { id: { b: 1, a: 2 } },
    });
    expect(expect1.send(of('a', { a: 2 }))).toBe(false);
    expect(expect1.send(of('a', { a: 2, b: 1 }))).toBe(true);
    const fixed = await drive(listening(`one: ${order('a', ', expect: x7')}`));
    expect(fixed.send(of('a', 'x8'))).toBe(false);
    expect(fixed.send(of('a', 'x7'))).toBe(true);
  });

  test('looks at the event itself where its data has nothing of the kind', async () => {
    const run = await drive(
      listening(
        `all: [{ with: { type: a }, correlate: { r: { from: .roomid } } }, { with: { type: b }, correlate: { r: { from: .data.room } } }]`,
      ),
    );
    expect(run.send({ type: 'a', roomid: 'k', data: {} })).toBe(true);
    expect(run.send({ type: 'b', data: { room: 'x' } })).toBe(false);
    expect(run.send({ type: 'b', data: { room: 'k' } })).toBe(true);
  });

  test('is not set by an event that was offered and not taken', async () => {
    const program = await compiled(
      listening(`one: { with: { type: a, data: '\${ .ok }' }, correlate: { order: { from: .order } } }`),
    );
    const run = driveProgram(program);
    run.send({ type: 'a', data: { order: 1, ok: false } });
    expect(run.send({ type: 'a', data: { order: 2, ok: true } })).toBe(true);
  });

  test('of two listeners is kept apart', async () => {
    const text = `do: [{ f: { fork: { branches: [{ x: { listen: { to: { all: [${order('a')}, ${order('b')}] } } } }, { y: { listen: { to: { all: [${order('a')}, ${order('b')}] } } } }] } } }]`;
    const run = await drive(text);
    run.send(of('a', 1));
    run.send(of('b', 1));
    expect(run.output).toEqual([
      [{ order: 1 }, { order: 1 }],
      [{ order: 1 }, { order: 1 }],
    ]);
  });
});

describe('foreach', () => {
  const text = (to: string, foreach: string): string =>
    `do: [{ l: { listen: { to: { ${to} } }, foreach: { ${foreach} } } }]`;

  test('does its tasks with each event, and gives what came, mapped', async () => {
    const run = await drive(
      text(
        'all: [{ with: { type: a } }, { with: { type: b } }]',
        `do: [{ s: { set: { seen: '\${ $item.n }', at: '\${ $index }' } } }], output: { as: '. + { mapped: true }' }, export: { as: '$context + [$output.seen]' }`,
      ),
    );
    run.send(b);
    run.send(a);
    expect(run).toMatchObject({
      output: [
        { seen: 2, at: 0, mapped: true },
        { seen: 1, at: 1, mapped: true },
      ],
      run: { context: [2, 1] },
    });
  });

  test('without output gives the events themselves', async () => {
    const run = await drive(
      text('one: { with: { type: a } }', `item: e, at: i, do: [{ s: { set: '\${ [$e, $i] }' } }]`),
    );
    run.send(a);
    expect(run.output).toEqual([{ n: 1 }]);
    expect(run.rows).toMatchObject([{ key: '/l#0/s', output: [{ n: 1 }, 0] }, { key: '/l' }]);
  });

  test('keeps events in their order while it is busy', async () => {
    const program = text(
      `any: [], until: 'length == 3'`,
      `do: [{ c: { call: x.y, with: { n: '\${ . }' } } }], output: { as: . }`,
    );
    const run = await drive(program);
    for (const data of [1, 2, 3]) run.send({ data });
    expect(run.works.map((work) => work.with)).toEqual([{ n: 1 }]);
    run.done('/l#0/c', 'one');
    run.done('/l#1/c', 'two');
    expect(run.status).toBe('running');
    run.done('/l#2/c', 'three');
    expect(run).toMatchObject({ status: 'completed', output: ['one', 'two', 'three'] });
  });

  test('goes through what came before the end', async () => {
    const run = await drive(
      text(
        'any: [{ with: { type: a } }], until: { one: { with: { type: end } } }',
        'do: [{ c: { call: x.y } }]',
      ),
    );
    for (const event of [a, a, { type: 'end' }]) run.send(event);
    expect(run.send(a)).toBe(false);
    run.done('/l#0/c');
    run.done('/l#1/c');
    expect(run.output).toEqual([{ n: 1 }, { n: 1 }]);
  });

  test.each([
    ['do: []'],
    [
      "do: [{ s: { if: 'true', set: { x: 1 }, then: exit } }, { r: { raise: { error: { type: 'https://a.example', status: 1 } } } }]",
    ],
  ])('with { %s } goes on', async (tasks) => {
    const run = await drive(text(`any: [], until: 'length == 2'`, tasks));
    run.send(a);
    run.send(b);
    expect(run.output).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test('that fails, fails the listener', async () => {
    const run = await drive(text('any: []', `do: [{ s: { set: '\${ .n.x.y }' } }]`));
    run.send(a);
    expect(run).toMatchObject({ status: 'faulted', open: [], error: { instance: '/do/0/l/foreach/do/0/s' } });
  });
});

test('a listener that is over takes no event, and neither does anything else', async () => {
  const run = await drive(`do: [{ l: { listen: { to: { any: [] } } } }, { w: { wait: PT1H } }]`, {
    heldTimers: true,
  });
  run.send(a);
  expect(run.send(a)).toBe(false);
  expect(run.open).toEqual(['/w:wait']);
});

describe('what begins a flow', () => {
  const event = (given: Partial<FlowEvent>): FlowEvent => ({
    specversion: '1.0',
    id: '1',
    source: '/s',
    type: 't',
    ...given,
  });

  test.each([
    [`one: { with: { type: a } }`, { type: 'a' }, 0],
    [`one: { with: { type: a } }`, { type: 'b' }, null],
    [
      `all: [{ with: { type: a } }, { with: { type: b, data: '\${ .n > 1 }' } }]`,
      { type: 'b', data: { n: 2 } },
      1,
    ],
    [
      `all: [{ with: { type: a } }, { with: { type: b, data: '\${ .n > 1 }' } }]`,
      { type: 'b', data: 'text' },
      null,
    ],
    [`any: []`, { type: 'x' }, -1],
  ])('{ %s } for %j is filter %j', async (on, given, filter) => {
    const program = await compiled(`schedule: { on: { ${on} } }\ndo: [{ s: { set: { x: 1 } } }]`);
    if (program.trigger === null || program.document.schedule?.on === undefined)
      throw new Error('There is no trigger.');
    expect(filterFor({ ...program, trigger: program.trigger, variables: {} }, event(given))).toBe(filter);
    expect(eventsNeeded(program.document.schedule.on)).toBe(on.startsWith('all') ? 2 : 1);
  });
});
